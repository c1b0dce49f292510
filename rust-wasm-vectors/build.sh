#!/bin/sh
# Builds src/semantic-index/vectors.wasm and vectors.sha256, with rustup's target wasm32-unknown-unknown.
set -eu

crate=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
root=$(dirname "$crate")
cd "$crate"
triple=wasm32-unknown-unknown
target=${CARGO_TARGET_DIR:-$crate/target}/wasm
separator=$(printf '\037')

# No path of this machine may reach the module.
CARGO_ENCODED_RUSTFLAGS=$(printf "%s$separator%s$separator%s$separator%s" "-Ctarget-feature=+simd128" \
  "--remap-path-prefix=$crate=vectors" "--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo" \
  "--remap-path-prefix=$(rustc --print sysroot)=rust") \
  cargo build --quiet --lib --release --locked --target "$triple" --target-dir "$target"
module=$target/$triple/release/agentshield_vectors.wasm
for path in "$root" "$HOME/" "${CARGO_HOME:-$HOME/.cargo}"; do
  if grep -aqF -- "$path" "$module"; then
    echo "build.sh: the module holds the path $path" >&2
    exit 1
  fi
done
cp "$module" "$root/src/semantic-index/vectors.wasm"

sha256() {
  if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi
}
{
  echo "$({ find src -type f; printf '%s\n' Cargo.toml Cargo.lock build.sh; } | LC_ALL=C sort |
    while IFS= read -r file; do sha256 "$file"; done | sha256 | cut -d ' ' -f 1)  sources"
  echo "$(sha256 <"$module" | cut -d ' ' -f 1)  vectors.wasm"
} >vectors.sha256
echo "vectors.wasm: $(wc -c <"$module") bytes, $(gzip -9c "$module" | wc -c) with gzip"
