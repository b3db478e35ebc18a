package privacy

// unprintable stands wherever a key would be printed.
const unprintable = "[kunci]"

// secret holds a value where reflection does not reach. Package fmt prints
// unexported fields without asking their methods, and follows a pointer when
// the verb does not fit ("%s"); of a function it prints the address.
type secret[T any] func() T

func keep[T any](value T) secret[T] { return func() T { return value } }
