#!/bin/sh
# The life of a comment by curl alone. URL: where Prohori answers; KEY: an API key with all scopes (var/credentials.json).
set -eu

call() {
    method=$1 path=$2
    shift 2
    curl --silent --show-error --fail-with-body -X "$method" "$URL$path" \
        -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" "$@"
    echo
}
id_of() { sed -n 's/^{"id":"\([^"]*\)".*/\1/p'; }

echo "An article, a comment under it, judged before the answer:"
call PUT /v1/articles/curl-1 -d '{"title": "হাটে শীতের সবজি", "section": "দেশ"}'
posted=$(call POST /v1/articles/curl-1/comments -H "Prefer: wait=5" \
    -d '{"text": "দাম একটু কমলে সবারই সুবিধা হতো।", "author": {"id": "reader-1", "name": "করিম"}}')
echo "$posted"
comment=$(echo "$posted" | id_of)

echo "The thread, and its count:"
call GET "/v1/articles/curl-1/comments?order=newest"
call GET "/v1/counts?article=curl-1"

echo "Another reader reports it, a moderator refuses it, its author asks why and appeals:"
call POST "/v1/comments/$comment/reports" -d '{"reader": "reader-2", "reason": "off-topic"}'
call POST "/v1/comments/$comment/decisions" \
    -d '{"action": "reject", "reason": "person-off-topic", "version": 2, "person": "karim@khobor.example"}'
call GET "/v1/comments/$comment/statement?lang=bn" -H "Accept: text/plain"
call POST "/v1/comments/$comment/appeals" -d '{"author": "reader-1", "text": "কথাটি বাজারের দাম নিয়েই।"}'

echo "Another moderator grants the appeal, and it stands in the thread again:"
call POST "/v1/comments/$comment/decisions" \
    -d '{"action": "approve", "reason": "person-approved", "version": 3, "person": "rahima@khobor.example"}'
call GET "/v1/counts?article=curl-1"
