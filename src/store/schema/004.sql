-- Version 4: of the keys of a list's entries only a ship's own numbers are looked for by entry. An index of all of them
-- was a second copy of every name, in another order.

DROP INDEX list_key_entity;
CREATE INDEX list_key_entity ON list_key (entity) WHERE kind = 0; -- PL_KEY_IMO
