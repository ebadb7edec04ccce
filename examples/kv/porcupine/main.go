// Checks a history of the long run with Porcupine, a linearizability checker that others wrote and keep:
//
//	cd examples/kv/porcupine && go run . ../target/soak-work/history.txt
//
// A line of the history is: key, w or r, value, moment asked, moment answered or - if nobody knows. Exits with 0 if the
// history is linearizable, 1 if it is not, 2 if that could not be found out.
package main

import (
	"bufio"
	"fmt"
	"log"
	"math"
	"os"
	"strconv"
	"time"

	"github.com/anishathalye/porcupine"
)

const atMost = 5 * time.Minute

type call struct {
	writes bool
	value  int64
}

var register = porcupine.Model{
	Init: func() any { return int64(0) },
	Step: func(state, input, output any) (bool, any) {
		if in := input.(call); in.writes {
			return true, in.value
		}
		return output.(int64) == state.(int64), state
	},
}

func main() {
	log.SetFlags(0)
	file, err := os.Open(os.Args[1])
	if err != nil {
		log.Print(err)
		os.Exit(2)
	}
	exit := 0
	for key, operations := range read(file) {
		result := porcupine.CheckOperationsTimeout(register, operations, atMost)
		fmt.Printf("key %s: %d operations, %v\n", key, len(operations), result)
		if result == porcupine.Illegal {
			exit = 1
		} else if result == porcupine.Unknown && exit == 0 {
			exit = 2
		}
	}
	os.Exit(exit)
}

// A write whose value nobody read may as well not have taken effect, and is left out if its outcome is unknown: the
// search would try it everywhere.
func read(file *os.File) map[string][]porcupine.Operation {
	seen := map[string]bool{}
	var lines []line
	for text := bufio.NewScanner(file); text.Scan(); {
		next := parse(text.Text())
		lines = append(lines, next)
		if !next.input.writes {
			seen[next.name()] = true
		}
	}
	keys := map[string][]porcupine.Operation{}
	for i, l := range lines {
		if l.answered == math.MaxInt64 && !seen[l.name()] {
			continue
		}
		keys[l.key] = append(keys[l.key], porcupine.Operation{
			ClientId: i, Input: l.input, Output: l.input.value, Call: l.asked, Return: l.answered})
	}
	return keys
}

type line struct {
	key             string
	input           call
	asked, answered int64
}

func (l line) name() string { return l.key + "=" + strconv.FormatInt(l.input.value, 10) }

func parse(text string) line {
	var l line
	var kind, answered string
	if _, err := fmt.Sscan(text, &l.key, &kind, &l.input.value, &l.asked, &answered); err != nil {
		log.Printf("%q: %v", text, err)
		os.Exit(2)
	}
	l.input.writes = kind == "w"
	l.answered = math.MaxInt64
	if answered != "-" {
		l.answered, _ = strconv.ParseInt(answered, 10, 64)
	}
	return l
}
