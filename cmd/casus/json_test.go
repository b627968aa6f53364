package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// lookUp follows a path such as findings.0.id into JSON; `len` is the length of
// a list and `keys` the names of an object in the order of the text.
func lookUp(text, path string) (string, error) {
	raw := json.RawMessage(text)
	for _, step := range strings.Split(path, ".") {
		var list []json.RawMessage
		var object map[string]json.RawMessage
		switch {
		case step == "keys":
			return keysOf(raw)
		case step == "len":
			if err := json.Unmarshal(raw, &list); err != nil {
				return "", err
			}
			return strconv.Itoa(len(list)), nil
		case json.Unmarshal(raw, &list) == nil:
			n, err := strconv.Atoi(step)
			if err != nil || n >= len(list) {
				return "", fmt.Errorf("%s: no item %s of %d", path, step, len(list))
			}
			raw = list[n]
		default:
			if err := json.Unmarshal(raw, &object); err != nil {
				return "", err
			}
			x, ok := object[step]
			if !ok {
				return "", fmt.Errorf("%s: no field %s", path, step)
			}
			raw = x
		}
	}
	var s string
	if string(raw) != "null" && json.Unmarshal(raw, &s) == nil {
		return s, nil
	}
	return string(raw), nil
}

func keysOf(raw json.RawMessage) (string, error) {
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	var keys []string
	depth := 0
	for {
		t, err := dec.Token()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case json.Delim:
			if t == '{' || t == '[' {
				depth++
			} else if depth--; depth == 0 {
				return strings.Join(keys, " "), nil
			}
		case string:
			if depth == 1 {
				keys = append(keys, t)
				var skip json.RawMessage
				if err := dec.Decode(&skip); err != nil {
					return "", err
				}
			}
		}
	}
}
