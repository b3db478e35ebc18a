package api

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"loket/internal/loket"
)

// perMinute is how many requests a token has unless the office says otherwise.
const perMinute = 300

// limiter counts requests of each token, in this process. The zero limiter is ready.
type limiter struct {
	mu     sync.Mutex
	tokens map[loket.TokenID]*rate.Limiter // guarded by mu
}

// take counts one request and tells how it stands, as the drafts of the RateLimit
// headers want it; an error when there were too many.
func (l *limiter) take(id loket.TokenID, most int, now time.Time) (header map[string]string, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	each := time.Minute / time.Duration(most)
	bucket := l.tokens[id]
	if bucket == nil {
		l.sweep(most, now)
		bucket = rate.NewLimiter(rate.Every(each), most)
		l.tokens[id] = bucket
	}
	ok := bucket.AllowN(now, 1)
	left := max(bucket.TokensAt(now), 0)
	full := seconds(time.Duration((float64(most) - left) * float64(each)))
	header = map[string]string{
		"RateLimit-Policy": fmt.Sprintf(`"token";q=%d;w=60`, most),
		"RateLimit":        fmt.Sprintf(`"token";r=%d;t=%d`, int(left), full),
	}
	if ok {
		return header, nil
	}
	wait := strconv.Itoa(max(seconds(time.Duration((1-left)*float64(each))), 1))
	return header, refuse(http.StatusTooManyRequests, "too_many",
		fmt.Sprintf("Token ini dipakai lebih dari %d kali semenit. Coba lagi setelah %s detik.", most, wait)).with("Retry-After", wait)
}

func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }

// sweep forgets tokens that have been still long enough to be full again.
func (l *limiter) sweep(most int, now time.Time) {
	if l.tokens == nil {
		l.tokens = map[loket.TokenID]*rate.Limiter{}
	}
	for id, bucket := range l.tokens {
		if bucket.TokensAt(now) >= float64(most) {
			delete(l.tokens, id)
		}
	}
}
