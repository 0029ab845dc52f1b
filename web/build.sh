#!/bin/sh
# Builds the page into dist/, and nothing that is already up to date. `build.sh verify` also runs every check.
# Without Node 20.19+ it leaves a plain page that says so: the API works without the page.
set -eu
cd "$(dirname "$0")"

say() { printf 'web: %s\n' "$*"; }

has_node() {
  command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 &&
    node -e 'const [a, b] = process.versions.node.split(".").map(Number);
             process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null
}

# Replaces dist/ by the finished folder $1: whoever looks sees the old page or the new one, never half of one.
publish() {
  rm -rf dist.old
  if [ -d dist ]; then mv dist dist.old; fi
  mv "$1" dist
  rm -rf dist.old
}

install() {
  if [ -f node_modules/.stamp ] && cmp -s package-lock.json node_modules/.stamp; then return; fi
  say 'installing packages (npm ci) ...'
  npm ci --no-audit --no-fund --loglevel=error
  cp package-lock.json node_modules/.stamp
}

is_fresh() {
  [ -f .built ] && [ -f dist/index.html ] &&
    [ -z "$(find src public index.html package.json package-lock.json vite.config.ts tsconfig.json build.sh \
      -newer .built 2>/dev/null | head -n 1)" ] &&
    [ "$(cat .built)" = "${VITE_API_BASE:-}" ]
}

build() {
  if is_fresh; then
    say 'the page is up to date'
    return
  fi
  say 'building the page ...'
  rm -rf dist.new
  # Its time is the build's begin: a source changed meanwhile is newer.
  printf '%s\n' "${VITE_API_BASE:-}" >.building
  BUILD_DIR=dist.new npm run --silent build -- --logLevel warn
  publish dist.new
  mv .building .built
  say 'the page is in web/dist'
}

build_notice() {
  say 'WARNING: Node 20.19+ (or 22.12+) with npm was not found, so the page is not built. The API works without it.' >&2
  rm -rf dist.new
  mkdir dist.new
  cat >dist.new/index.html <<'HTML'
<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Imagineer</title>
  </head>
  <body>
    <h1>Imagineer is running, without its page</h1>
    <p>The page was not built because Node 20.19 or newer was not found. Install Node and start Imagineer again.</p>
    <p>The API works. To draw a picture:</p>
    <pre>curl -X POST http://localhost:10050/api/generate \
  -H 'Content-Type: application/json' \
  -d '{"prompt": "a sunset over mountains", "seed": 7}'</pre>
    <p>The answer names the job; <code>/api/jobs/{id}</code> tells how far it is and, in the end, the picture's id;
    the picture is <code>/api/images/{id}/file</code>.</p>
  </body>
</html>
HTML
  publish dist.new
}

trap 'rm -rf dist.new .building' EXIT

if ! has_node; then
  # A page built earlier is better than the notice, even if sources have changed since.
  if [ -f .built ] && [ -f dist/index.html ]; then
    say 'WARNING: Node 20.19+ (or 22.12+) with npm was not found; the page built earlier is kept.' >&2
  else
    build_notice
  fi
  exit 0
fi

case "${1:-build}" in
  build)
    install
    build
    ;;
  verify)
    install
    say 'checking the page (lint, format, types, tests) ...'
    npm run --silent check
    build
    ;;
  *)
    say "unknown argument '$1' (build, verify)" >&2
    exit 2
    ;;
esac
