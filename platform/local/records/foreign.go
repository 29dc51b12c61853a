package records

import "strings"

// foreign is what a stream begins with that holds no JSON as it is. Nothing in
// it can be read, and what looks like a record in it is chance.
var foreign = []struct{ mark, reason string }{
	{"\x1f\x8b", "gzip data: unpack them first, as with zcat"},
	{"\x28\xb5\x2f\xfd", "zstd data: unpack them first, as with zstdcat"},
	{"\xfd7zXZ", "xz data: unpack them first, as with xzcat"},
	{"BZh", "bzip2 data: unpack them first, as with bzcat"},
	{"PK\x03\x04", "a ZIP archive: unpack it first"},
	{"PAR1", "a Parquet file: write its records as JSON first"},
	{"Obj\x01", "an Avro file: write its records as JSON first"},
	{"\xff\xfe", "UTF-16 text: JSON is UTF-8, as with iconv -f UTF-16 -t UTF-8"},
	{"\xfe\xff", "UTF-16 text: JSON is UTF-8, as with iconv -f UTF-16 -t UTF-8"},
}

// begin passes over a byte order mark. If the stream is no JSON at all it
// returns the one item that stands for the whole of it, and true.
func (s *Scanner) begin() (Item, bool) {
	head, _ := s.in.Peek(5) // fewer at the end; an error shows again at the next read
	if strings.HasPrefix(string(head), "\xef\xbb\xbf") {
		s.use(head[:3])
		s.last = '\n'
		return Item{}, false
	}
	for _, f := range foreign {
		if strings.HasPrefix(string(head), f.mark) {
			s.over = true
			return Item{Line: 1, Code: CodeNotObject, Reason: f.reason}, true
		}
	}
	return Item{}, false
}
