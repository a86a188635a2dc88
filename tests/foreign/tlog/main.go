// A foreign checker of transparency logs, on golang.org/x/mod's sumdb/note and sumdb/tlog: what these lack, the type 0x04
// cosignature and the C2SP files, is read here from the specifications, apart from the C of this repository.
//
//	tlog make DIR N SEED     a log of N entries: entries, tile/..., checkpoints, policy, proofs, questions for `log check`
//	tlog proof FILE ENTRY VKEY...   a tlog-proof of the entry, and who of the keys signed its checkpoint
//	tlog consistency FILE    the line that `log consistency --json` printed
//	tlog tiles DIR VKEY      a served log: its checkpoint, every tile and every entry
//	tlog bench N             proofs of a log of N entries, in memory: hashes and checks a second
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error) {
	if err != nil {
		fmt.Println("tlog:", err)
		os.Exit(1)
	}
}

func read(path string) []byte {
	b, err := os.ReadFile(path)
	must(err)
	return b
}

func write(path string, b []byte) {
	must(os.MkdirAll(filepath.Dir(path), 0o755))
	must(os.WriteFile(path, b, 0o644))
}

// ---- keys ----

const algCosignature = 4

func keyHash(name string, alg byte, key []byte) uint32 {
	h := sha256.Sum256(append([]byte(name+"\n"), append([]byte{alg}, key...)...))
	return binary.BigEndian.Uint32(h[:])
}

type cosigner struct {
	name string
	key  ed25519.PrivateKey
	time uint64
}

func (c cosigner) public() ed25519.PublicKey { return c.key.Public().(ed25519.PublicKey) }
func (c cosigner) Name() string              { return c.name }
func (c cosigner) KeyHash() uint32           { return keyHash(c.name, algCosignature, c.public()) }
func (c cosigner) Sign(msg []byte) ([]byte, error) {
	blob := binary.BigEndian.AppendUint64(nil, c.time)
	return append(blob, ed25519.Sign(c.key, append([]byte(fmt.Sprintf("cosignature/v1\ntime %d\n", c.time)), msg...))...), nil
}

type logSigner struct {
	name string
	key  ed25519.PrivateKey
}

func (l logSigner) public() ed25519.PublicKey       { return l.key.Public().(ed25519.PublicKey) }
func (l logSigner) Name() string                    { return l.name }
func (l logSigner) KeyHash() uint32                 { return keyHash(l.name, 1, l.public()) }
func (l logSigner) Sign(msg []byte) ([]byte, error) { return ed25519.Sign(l.key, msg), nil }

func vkey(name string, alg byte, key []byte) string {
	return fmt.Sprintf("%s+%08x+%s", name, keyHash(name, alg, key), base64.StdEncoding.EncodeToString(append([]byte{alg}, key...)))
}

type cosignatureVerifier struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (v cosignatureVerifier) Name() string    { return v.name }
func (v cosignatureVerifier) KeyHash() uint32 { return v.hash }
func (v cosignatureVerifier) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(sig))
	return ed25519.Verify(v.key, append([]byte(head), msg...), sig[8:])
}

func verifier(text string) note.Verifier {
	parts := strings.SplitN(text, "+", 3)
	if len(parts) == 3 {
		if key, err := base64.StdEncoding.DecodeString(parts[2]); err == nil && len(key) == 33 && key[0] == algCosignature {
			if h := keyHash(parts[0], algCosignature, key[1:]); fmt.Sprintf("%08x", h) == parts[1] {
				return cosignatureVerifier{parts[0], h, key[1:]}
			}
		}
	}
	v, err := note.NewVerifier(text)
	must(err)
	return v
}

// ---- checkpoints and proofs ----

type checkpoint struct {
	origin string
	size   int64
	root   tlog.Hash
}

func readCheckpoint(text string) (c checkpoint, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[0] == "" || lines[3] != "" {
		return c, errors.New("no checkpoint of three lines")
	}
	c.origin = lines[0]
	if c.size, err = strconv.ParseInt(lines[1], 10, 64); err != nil || strconv.FormatInt(c.size, 10) != lines[1] {
		return c, errors.New("no size")
	}
	c.root, err = tlog.ParseHash(lines[2])
	return c, err
}

func writeCheckpoint(c checkpoint, signers ...note.Signer) []byte {
	text := fmt.Sprintf("%s\n%d\n%s\n", c.origin, c.size, c.root)
	b, err := note.Sign(&note.Note{Text: text}, signers...)
	must(err)
	return b
}

type proof struct {
	index int64
	path  tlog.RecordProof
	note  []byte
}

func readProof(b []byte) (p proof, err error) {
	head, rest, ok := bytes.Cut(b, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !ok || lines[0] != "c2sp.org/tlog-proof@v1" {
		return p, errors.New("no tlog-proof")
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return p, errors.New("no index")
	}
	if p.index, err = strconv.ParseInt(lines[0][6:], 10, 64); err != nil {
		return p, err
	}
	for _, line := range lines[1:] {
		h, err := tlog.ParseHash(line)
		if err != nil {
			return p, err
		}
		p.path = append(p.path, h)
	}
	p.note = rest
	return p, nil
}

func open(b []byte, keys []string) (checkpoint, *note.Note) {
	var list []note.Verifier
	for _, key := range keys {
		list = append(list, verifier(key))
	}
	n, err := note.Open(b, note.VerifierList(list...))
	must(err)
	c, err := readCheckpoint(n.Text)
	must(err)
	return c, n
}

func checkProof(args []string) {
	p, err := readProof(read(args[0]))
	must(err)
	c, n := open(p.note, args[2:])
	must(tlog.CheckRecord(p.path, c.size, c.root, p.index, tlog.RecordHash(read(args[1]))))
	fmt.Printf("entry %d of %d in %s\n", p.index, c.size, c.origin)
	for _, s := range n.Sigs {
		fmt.Println("signed by", s.Name)
	}
}

func checkConsistency(args []string) {
	var q struct {
		Size1, Size2 int64
		Root1, Root2 string
		Proof        []string
	}
	line, _, _ := bytes.Cut(read(args[0]), []byte("\n"))
	must(json.Unmarshal(line, &q))
	var p tlog.TreeProof
	for _, text := range q.Proof {
		h, err := tlog.ParseHash(text)
		must(err)
		p = append(p, h)
	}
	root1, err := tlog.ParseHash(q.Root1)
	must(err)
	root2, err := tlog.ParseHash(q.Root2)
	must(err)
	must(tlog.CheckTree(p, q.Size2, root2, q.Size1, root1))
	fmt.Printf("%d begins %d\n", q.Size1, q.Size2)
}

// ---- tiles ----

// The path of a tile as C2SP has it: sumdb's names the height of its tiles too.
func path(t tlog.Tile) string { return strings.Replace(t.Path(), "tile/8/", "tile/", 1) }

type served struct{ dir string }

func (s served) Height() int                                { return 8 }
func (s served) SaveTiles(tiles []tlog.Tile, data [][]byte) {}
func (s served) ReadTiles(tiles []tlog.Tile) (data [][]byte, err error) {
	for _, t := range tiles {
		b, err := os.ReadFile(filepath.Join(s.dir, path(t)))
		if err != nil {
			return nil, err
		}
		data = append(data, b)
	}
	return data, nil
}

func bundlePath(n int64, w int) string {
	return strings.Replace(path(tlog.Tile{H: 8, L: 0, N: n, W: w}), "tile/0/", "tile/entries/", 1)
}

func checkTiles(args []string) {
	dir := args[0]
	c, _ := open(read(filepath.Join(dir, "checkpoint")), args[1:])
	reader := tlog.TileHashReader(tlog.Tree{N: c.size, Hash: c.root}, served{dir})
	root, err := tlog.TreeHash(c.size, reader)
	must(err)
	if root != c.root {
		must(errors.New("the tiles have another root"))
	}
	for first := int64(0); first < c.size; first += 256 {
		width := 256
		if c.size-first < 256 {
			width = int(c.size - first)
		}
		b := read(filepath.Join(dir, bundlePath(first/256, width)))
		for i := 0; i < width; i++ {
			n := int(binary.BigEndian.Uint16(b))
			entry := b[2 : 2+n]
			b = b[2+n:]
			id := first + int64(i)
			p, err := tlog.ProveRecord(c.size, id, reader)
			must(err)
			must(tlog.CheckRecord(p, c.size, c.root, id, tlog.RecordHash(entry)))
		}
		if len(b) != 0 {
			must(errors.New("an entry bundle is too long"))
		}
	}
	fmt.Printf("%d entries of %s\n", c.size, c.origin)
}

// ---- a log of its own ----

type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var list []tlog.Hash
	for _, i := range indexes {
		list = append(list, h[i])
	}
	return list, nil
}

func grow(stored hashes, n int64, entry []byte) hashes {
	more, err := tlog.StoredHashes(n, entry, stored)
	must(err)
	return append(stored, more...)
}

func key(random *rand.Rand) ed25519.PrivateKey {
	seed := make([]byte, ed25519.SeedSize)
	random.Read(seed)
	return ed25519.NewKeyFromSeed(seed)
}

func makeLog(args []string) {
	dir := args[0]
	n, err := strconv.ParseInt(args[1], 10, 64)
	must(err)
	seed, err := strconv.ParseInt(args[2], 10, 64)
	must(err)
	random := rand.New(rand.NewSource(seed))
	log := logSigner{"go.example/log", key(random)}
	signers := []note.Signer{log}
	policy := fmt.Sprintf("log %s\n", vkey(log.name, 1, log.public()))
	members := ""
	for i := 0; i < 5; i++ {
		w := cosigner{fmt.Sprintf("w%d.go.example", i), key(random), uint64(1600000000 + i)}
		policy += fmt.Sprintf("witness w%d %s\n", i, vkey(w.name, algCosignature, w.public()))
		members += fmt.Sprintf(" w%d", i)
		if i < 3 {
			signers = append(signers, w)
		}
	}
	write(filepath.Join(dir, "3of5.policy"), []byte(policy+"group g 3"+members+"\nquorum g\n"))
	write(filepath.Join(dir, "4of5.policy"), []byte(policy+"group g 4"+members+"\nquorum g\n"))

	var stored hashes
	var lines [][]byte
	for i := int64(0); i < n; i++ {
		entry := []byte(fmt.Sprintf("entry %d %x", i, random.Int63()))
		lines = append(lines, entry)
		stored = grow(stored, i, entry)
	}
	write(filepath.Join(dir, "entries"), append(bytes.Join(lines, []byte("\n")), '\n'))
	root := func(size int64) tlog.Hash {
		h, err := tlog.TreeHash(size, stored)
		must(err)
		return h
	}
	for _, t := range tlog.NewTiles(8, 0, n) {
		b, err := tlog.ReadTileData(t, stored)
		must(err)
		write(filepath.Join(dir, path(t)), b)
	}
	newest := writeCheckpoint(checkpoint{log.name, n, root(n)}, signers...)
	write(filepath.Join(dir, "checkpoint"), newest)
	old := 1 + random.Int63n(n)
	write(filepath.Join(dir, "checkpoint.old"), writeCheckpoint(checkpoint{log.name, old, root(old)}, signers...))
	write(filepath.Join(dir, "checkpoint.fork"), writeCheckpoint(checkpoint{log.name, n, tlog.RecordHash([]byte("x"))}, signers...))

	var questions []string
	ask := func(id string, valid bool, q map[string]interface{}) {
		q["id"], q["want"] = id, valid
		b, err := json.Marshal(q)
		must(err)
		questions = append(questions, string(b))
	}
	for k := 0; k < 100; k++ {
		size := 1 + random.Int63n(n)
		id := random.Int63n(size)
		p, err := tlog.ProveRecord(size, id, stored)
		must(err)
		leaf := tlog.RecordHash(lines[id])
		q := func() map[string]interface{} {
			return map[string]interface{}{"kind": "inclusion", "index": id, "size": size, "leaf_hash": leaf, "root": root(size), "proof": p}
		}
		ask(fmt.Sprintf("i%d", k), true, q())
		bad := q()
		bad["leaf_hash"] = tlog.RecordHash([]byte("x"))
		ask(fmt.Sprintf("i%d-leaf", k), false, bad)
		first := 1 + random.Int63n(size)
		tp, err := tlog.ProveTree(size, first, stored)
		must(err)
		ask(fmt.Sprintf("c%d", k), true, map[string]interface{}{"kind": "consistency", "size1": first, "size2": size,
			"root1": root(first), "root2": root(size), "proof": tp})
		ask(fmt.Sprintf("c%d-root", k), false, map[string]interface{}{"kind": "consistency", "size1": first, "size2": size,
			"root1": leaf, "root2": root(size), "proof": append(tp, leaf)})
	}
	write(filepath.Join(dir, "questions.jsonl"), []byte(strings.Join(questions, "\n")+"\n"))

	id := random.Int63n(n)
	p, err := tlog.ProveRecord(n, id, stored)
	must(err)
	text := fmt.Sprintf("c2sp.org/tlog-proof@v1\nextra %s\nindex %d\n", base64.StdEncoding.EncodeToString([]byte("go")), id)
	for _, h := range p {
		text += h.String() + "\n"
	}
	write(filepath.Join(dir, "entry.tlog-proof"), append([]byte(text+"\n"), newest...))
	write(filepath.Join(dir, "entry"), lines[id])
}

// ---- bench ----

func bench(args []string) {
	n, err := strconv.ParseInt(args[0], 10, 64)
	must(err)
	var stored hashes
	for i := int64(0); i < n; i++ {
		stored = grow(stored, i, []byte(fmt.Sprintf("entry %d", i)))
	}
	root, err := tlog.TreeHash(n, stored)
	must(err)
	random := rand.New(rand.NewSource(1))
	const rounds = 2000
	var sum uint64
	start := time.Now()
	proofs := make([]tlog.RecordProof, rounds)
	ids := make([]int64, rounds)
	for i := range proofs {
		ids[i] = random.Int63n(n)
		proofs[i], err = tlog.ProveRecord(n, ids[i], stored)
		must(err)
		sum += uint64(proofs[i][0][0])
	}
	took := time.Since(start)
	fmt.Printf("go tlog.ProveRecord, in memory     %10d  %10.0f ns/op\n", rounds, float64(took.Nanoseconds())/rounds)
	start = time.Now()
	for i, p := range proofs {
		must(tlog.CheckRecord(p, n, root, ids[i], tlog.RecordHash([]byte(fmt.Sprintf("entry %d", ids[i])))))
	}
	took = time.Since(start)
	fmt.Printf("go tlog.CheckRecord                %10d  %10.0f ns/op\n", rounds, float64(took.Nanoseconds())/rounds)
	signer := logSigner{"go.example/log", key(random)}
	b := writeCheckpoint(checkpoint{signer.name, n, root}, signer)
	v := note.VerifierList(verifier(vkey(signer.name, 1, signer.public())))
	start = time.Now()
	for i := 0; i < rounds; i++ {
		_, err := note.Open(b, v)
		must(err)
	}
	took = time.Since(start)
	fmt.Printf("go note.Open, one signature        %10d  %10.0f ns/op\n", rounds, float64(took.Nanoseconds())/rounds)
	fmt.Printf("checksum %d\n", sum)
}

func main() {
	commands := map[string]struct {
		n   int
		run func([]string)
	}{"make": {3, makeLog}, "proof": {3, checkProof}, "consistency": {1, checkConsistency}, "tiles": {2, checkTiles}, "bench": {1, bench}}
	if len(os.Args) > 1 {
		if c, ok := commands[os.Args[1]]; ok && len(os.Args)-2 >= c.n {
			c.run(os.Args[2:])
			return
		}
	}
	fmt.Fprintln(os.Stderr, "usage: tlog make DIR N SEED | proof FILE ENTRY VKEY... | consistency FILE | tiles DIR VKEY | bench N")
	os.Exit(2)
}
