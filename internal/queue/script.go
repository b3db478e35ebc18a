package queue

import (
	"embed"

	"github.com/redis/go-redis/v9"
)

//go:embed lua/*.lua
var sources embed.FS

// One script per change of state. Each may run twice without harm, because a
// cluster client repeats a call whose reply was lost; each is sent by its hash
// and whole when Redis does not know it.
var (
	putScript     = load("put")
	claimScript   = load("claim")
	takeScript    = load("take")
	renewScript   = load("renew")
	releaseScript = load("release")
	ackScript     = load("ack")
	reapScript    = load("reap")
	markScript    = load("mark")
	repairScript  = load("repair")
	sealScript    = load("seal")
)

// load makes a script of lua/<name>.lua with the functions all of them share
// in front. It panics when the file is not part of the program.
func load(name string) *redis.Script {
	return redis.NewScript(source("shared") + source(name))
}

func source(name string) string {
	text, err := sources.ReadFile("lua/" + name + ".lua")
	if err != nil {
		panic(err)
	}
	return string(text)
}
