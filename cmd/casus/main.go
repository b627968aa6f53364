// Command casus derives, from the charter of an alliance and a record of what
// its members did, who owed what to whom, what was broken, and where the text
// is silent.
package main

import "os"

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
