# The commands of this repository; .ci/run uses the same ones.

# The race detector needs a C compiler; everything else needs Go alone.
RACE := $(if $(shell command -v $(or $(CC),gcc) 2>/dev/null),-race)
CHROMIUM := $(firstword $(foreach name,chromium chromium-browser google-chrome,$(shell command -v $(name) 2>/dev/null)))

.PHONY: check build run test generate generate-check vet lint fmt-check graphiql graphiql-check bench fuzz deps

check: generate-check fmt-check vet lint test

build:
	go build -o activityhub .

# Builds, loads the demonstration data on the first run, and serves.
run: build
	./activityhub serve --demo

test:
	go test $(RACE) -shuffle=on -count=1 -timeout=15m ./...
	@$(if $(RACE),,echo "left out: the race detector (no C compiler)";)
	@$(if $(CHROMIUM),,echo "left out: browser tests (no Chromium; make deps installs it)";)
	@test -d ../shared || echo "left out: extra tests over ../shared (not here)"

# Writes what is generated: the XDM trees from the union schemas, then the executor.
generate:
	go run . schema generate --profile graph/xdm/profile.json --event graph/xdm/experienceevent.json --out graph/attributes
	go tool gqlgen generate

generate-check:
	.ci/generated

fmt-check:
	@files=$$(git ls-files '*.go' | xargs gofmt -l); test -z "$$files" || { echo "not formatted: $$files"; exit 1; }

vet:
	go vet ./...

lint:
	go tool staticcheck ./...

# Builds GraphiQL from its sources; needs Node.js and npm.
graphiql:
	cd web/graphiql && npm ci && npm run build

graphiql-check:
	cd web/graphiql && npm ci && npm run check

bench:
	.ci/bench

FUZZTIME ?= 20s
fuzz:
	.ci/fuzz $(FUZZTIME)

# Installs what the browser tests and the GraphiQL build need.
deps:
	.ci/deps
