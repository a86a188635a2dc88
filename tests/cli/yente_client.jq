# A client of yente's POST /match, from its public description (the answer's shape in OpenSanctions' API reference): takes
# what a client takes, insists on the types that a client relies on, and leaves everything else aside.
# One line a result: KEY|STATUS|ID|SCHEMA|SCORE|MATCH|CAPTION, or KEY|STATUS|- where there is none.
def need($type; $what): if type == $type then . else error("\($what) is \(type), not \($type)") end;
def entity:
    (.id | need("string"; "id")) as $id
    | (.caption | need("string"; "caption")) | (.schema // "" | need("string"; "schema"))
    | $id;
def strings($what): need("array"; $what) | map(need("string"; $what));
.responses | need("object"; "responses") | to_entries[]
| .key as $key | .value
| (.status | need("number"; "status")) as $status
| (.query.schema | need("string"; "query.schema"))  as $schema
| (.query.properties | need("object"; "query.properties") | map_values(strings("query.properties"))) as $asked
| (.total.value | need("number"; "total.value")) as $total
| (.total.relation | need("string"; "total.relation")) as $relation
| (.results | need("array"; "results")) as $results
| if ($results | length) > $total then error("more results than the total") else . end
| if ($results | length) == 0 then "\($key)|\($status)|-" else
    $results[]
    | (.properties | need("object"; "properties") | map_values(strings("properties"))) as $properties
    | (.datasets | strings("datasets")) as $datasets
    | (.referents | strings("referents")) as $referents
    | (.score | need("number"; "score")) as $score
    | (.match | need("boolean"; "match")) as $match
    | (.explanations | need("object"; "explanations")
        | map_values((.score | need("number"; "score")), (.detail | need("string"; "detail")))) as $why
    | (.features | need("object"; "features") | map_values(need("number"; "feature"))) as $features
    | "\($key)|\($status)|\(.id | need("string"; "id"))|\(.schema | need("string"; "schema"))|\($score * 100 | round)|\($match)|\(.caption)"
  end
