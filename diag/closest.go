package diag

import "unicode/utf8"

// Closest returns the candidate that word is most likely a slip for, or ""
// if none is near. Of equally near ones the first is taken.
func Closest(word string, candidates []string) string {
	if len(word) > 60 {
		return "" // no slip for anything, and costly to compare
	}
	best, limit := "", slips(utf8.RuneCountInString(word))
	for _, c := range candidates {
		if c == word {
			return c
		}
		if d := Distance(word, c, limit); d <= limit {
			best, limit = c, d-1
		}
	}
	return best
}

// slips is how many slips of the pen a word of n characters may hold and still
// be recognised.
func slips(n int) int {
	switch {
	case n <= 2:
		return 0
	case n <= 5:
		return 1
	case n <= 9:
		return 2
	}
	return 3
}

// Distance counts the letters to insert, drop, replace or exchange with their
// neighbour to make b of a (Damerau-Levenshtein, each place touched once). It
// stops counting at limit + 1.
func Distance(a, b string, limit int) int {
	s, t := []rune(a), []rune(b)
	if len(s)-len(t) > limit || len(t)-len(s) > limit {
		return limit + 1
	}
	// Three rows: two lines back is needed for exchanged neighbours.
	before, prev, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(s); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1
		}
		before, prev, row = prev, row, before
	}
	return min(prev[len(t)], limit+1)
}
