// Package public is the pages of citizens beside the chat: a ticket, looked up with
// its number and PIN, from any browser. It shows what the citizen wrote and was
// told, and takes what they go on to write.
//
// It must not know SQL, HTML of other rooms, who works on a ticket or how, and it
// keeps nothing between two requests: each brings number and PIN.
package public
