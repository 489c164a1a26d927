# Lays settings over a file of JSON, without a tool that would have to be installed: what is in the file stays as it is, to
# the byte; what WANTED says otherwise is replaced, and what is not there is added at the end of its object.
#
# Usage: WANTED='{ "icc": false }' awk -f merge-json.awk FILE     (prints the file as it would be)
#        awk -f merge-json.awk FILE     (prints a line for each member: "name": value, without breaks)
# Ends with 3, and says where, if the file is not an object of JSON; of a name that comes twice the last counts.
BEGIN {
  # No JSON has this character, so that all of the file is one record, its last line break too.
  RS = "\001"
  if ((getline text < ARGV[1]) < 1) wrong("it is empty or can't be read")
  if ((getline more < ARGV[1]) > 0) wrong("it has a character that JSON does not have")
  root = parse("file", text)
  if (!("WANTED" in ENVIRON)) {
    for (i = 1; i <= count[root]; i++) print key[root, i] ": " compact(valueOf(root, i))
    exit
  }
  merge(root, parse("wanted", ENVIRON["WANTED"]))
  for (i = 1; i < edits; i++) for (j = i + 1; j <= edits; j++) if (from[j] > from[i]) swap(i, j)
  for (i = 1; i <= edits; i++) text = substr(text, 1, from[i] - 1) by[i] substr(text, to[i])
  printf "%s", text
}

# Members of objects, by the object's number and theirs: key (with its quotes), where key and value begin, where the value
# ends (the place after it), and the number of the object that the value is, if it is one.
function parse(name, whole,   object) {
  source = name
  left = whole
  at = 1
  skip()
  if (substr(left, 1, 1) != "{") wrong("it does not begin with {")
  object = parseObject(0)
  skip()
  if (left != "") wrong("something comes after its end")
  wholes[name] = whole
  return object
}

function parseObject(depth,   object, i) {
  if (depth > 100) wrong("it is nested too deep")
  object = ++objects
  texts[object] = source
  take("{")
  opened[object] = at
  skip()
  while (substr(left, 1, 1) != "}") {
    if (count[object] > 0) { take(","); skip() }
    i = ++count[object]
    keyAt[object, i] = at
    key[object, i] = takeString()
    skip(); take(":"); skip()
    begin[object, i] = at
    if (substr(left, 1, 1) == "{") inner[object, i] = parseObject(depth + 1)
    else parseValue(depth + 1)
    end[object, i] = at
    skip()
  }
  take("}")
  return object
}

function parseValue(depth,   first, items) {
  if (depth > 100) wrong("it is nested too deep")
  first = substr(left, 1, 1)
  if (first == "{") parseObject(depth)
  else if (first == "\"") takeString()
  else if (first == "[") {
    take("["); skip()
    while (substr(left, 1, 1) != "]") {
      if (items++) { take(","); skip() }
      parseValue(depth + 1); skip()
    }
    take("]")
  }
  else if (match(left, /^(true|false|null)/) || match(left, /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/)) advance(RLENGTH)
  else wrong("there is no value")
}

function takeString(   found) {
  if (!match(left, /^"([^"\\\001-\037]|\\["\\\/bfnrt]|\\u[0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F])*"/)) wrong("there is no text in quotes")
  found = substr(left, 1, RLENGTH)
  advance(RLENGTH)
  return found
}
function take(character) {
  if (substr(left, 1, 1) != character) wrong("there is no " character)
  advance(1)
}
function skip() { if (match(left, /^[ \t\r\n]+/)) advance(RLENGTH) }
function advance(length_) { left = substr(left, length_ + 1); at += length_ }
function wrong(why,   before) {
  before = substr(text, 1, at - 1)
  print ARGV[1] ", line " gsub(/\n/, "", before) + 1 ": " why > "/dev/stderr"
  exit 3
}

function valueOf(object, i) { return substr(wholes[texts[object]], begin[object, i], end[object, i] - begin[object, i]) }

# Without white space that means nothing.
function compact(value,   kept) {
  while (value != "") {
    if (match(value, /^"([^"\\]|\\.)*"/)) kept = kept substr(value, 1, RLENGTH)
    else if (!match(value, /^[ \t\r\n]+/)) { kept = kept substr(value, 1, 1); RLENGTH = 1 }
    value = substr(value, RLENGTH + 1)
  }
  return kept
}

function merge(object, wanted,   i, j, added, last, gap) {
  last = count[object] + 0
  for (i = 1; i <= count[wanted]; i++) {
    for (j = last; j > 0 && key[object, j] != key[wanted, i]; j--);
    if (!j) {
      # As the members before it stand below or beside each other.
      gap = last ? substr(text, prior(object, last), keyAt[object, last] - prior(object, last)) : " "
      added = added (last || added != "" ? "," : "") gap key[wanted, i] ": " valueOf(wanted, i)
    }
    else if (inner[object, j] && inner[wanted, i]) merge(inner[object, j], inner[wanted, i])
    else if (compact(valueOf(object, j)) != compact(valueOf(wanted, i))) edit(begin[object, j], end[object, j], valueOf(wanted, i))
  }
  if (added != "") edit(last ? end[object, last] : opened[object], last ? end[object, last] : opened[object], added (last ? "" : " "))
}
# Where the white space before a member's key begins.
function prior(object, i,   place) {
  place = keyAt[object, i]
  while (substr(text, place - 1, 1) ~ /[ \t\r\n]/) place--
  return place
}

function edit(first, after, words) { from[++edits] = first; to[edits] = after; by[edits] = words }
function swap(i, j,   kept) {
  kept = from[i]; from[i] = from[j]; from[j] = kept
  kept = to[i]; to[i] = to[j]; to[j] = kept
  kept = by[i]; by[i] = by[j]; by[j] = kept
}
