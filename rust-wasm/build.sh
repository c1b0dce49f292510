#!/bin/sh
# Builds engine.wasm, or with MODULE=semantic semantic.wasm.
#
#   build.sh                writes src/scan/engine.wasm and rust-wasm/engine.sha256,
#                           or src/semantic/semantic.wasm and rust-wasm-semantic/semantic.sha256
#   build.sh <directory>    writes <directory>/<module>.wasm and nothing else
#
# ENGINE_TOOLCHAIN=rustup|debian forces one of the two ways below.
set -eu

root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
name=${MODULE:-engine}
case $name in
  engine) crate=$root/rust-wasm folder=$root/src/scan folders=src more=build.sh ;;
  semantic)
    crate=$root/rust-wasm-semantic folder=$root/src/semantic folders="src data"
    more="../rust-wasm/build.sh ../rust-wasm/src/wiping.rs"
    ;;
  *) echo "build.sh: there is no module $name" >&2; exit 1 ;;
esac
if [ $# -gt 0 ]; then
  mkdir -p "$1"
  output=$(CDPATH= cd -- "$1" && pwd)
else
  output=$folder
fi
cd "$crate"

triple=wasm32-unknown-unknown
target=${CARGO_TARGET_DIR:-$crate/target}/wasm
separator=$(printf '\037')

# Flags for rustc; no path of this machine may reach the module.
flags() {
  printf '%s' "-Ctarget-feature=+simd128"
  printf "$separator%s" "--remap-path-prefix=$crate=$name" \
    "--remap-path-prefix=$root=root" "--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo" "$@"
}

has_rustup_target() {
  command -v rustup >/dev/null || return 1
  rustup target list --installed 2>/dev/null | grep -qx "$triple" ||
    rustup target add "$triple" >/dev/null 2>&1
}

has_debian_rust() {
  [ -x /usr/bin/cargo ] && [ -x /usr/bin/rustc ] && command -v wasm-ld >/dev/null &&
    [ -d "$(/usr/bin/rustc --print sysroot)/lib/rustlib/src/rust/library" ]
}

choose_toolchain() {
  if has_rustup_target; then
    echo rustup
  elif has_debian_rust; then
    echo debian
  elif [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get install -y --no-install-recommends rustc-web cargo-web rust-web-src lld >&2
    echo debian
  else
    echo "build.sh: needs rustup with $triple, or Debian's rustc-web, cargo-web, rust-web-src and lld" >&2
    return 1
  fi
}

build_with_rustup() {
  sysroot=$(rustc --print sysroot)
  CARGO_ENCODED_RUSTFLAGS=$(flags "--remap-path-prefix=$sysroot=rust") \
    cargo build --quiet --lib --release --locked --target "$triple" --target-dir "$target"
}

# Debian has no standard library for this target: it is built from Debian's own sources.
build_with_debian() {
  sysroot=$(/usr/bin/rustc --print sysroot)
  sources=$(readlink -f "$sysroot/lib/rustlib/src/rust")
  RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 \
    CARGO_ENCODED_RUSTFLAGS=$(flags -Clinker=wasm-ld "--remap-path-prefix=$sources=rust" \
      "--remap-path-prefix=$sysroot=rust") \
    /usr/bin/cargo build --quiet --lib --release --locked --target "$triple" \
    --target-dir "$target-debian" -Z build-std=std,panic_abort
  target=$target-debian
}

sha256() {
  if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi
}

# The hash over "<hash>  <path>" lines of the sources, in the order of their paths.
hash_sources() {
  { find $folders -type f; printf '%s\n' Cargo.toml Cargo.lock $more; } | LC_ALL=C sort |
    while IFS= read -r file; do sha256 "$file"; done | sha256 | cut -d ' ' -f 1
}

toolchain=${ENGINE_TOOLCHAIN:-$(choose_toolchain)}
before=$(hash_sources)
"build_with_$toolchain"
module=$target/$triple/release/agentshield_$name.wasm

for path in "$root" "$HOME/" "${CARGO_HOME:-$HOME/.cargo}"; do
  if grep -aqF -- "$path" "$module"; then
    echo "build.sh: the module holds the path $path" >&2
    exit 1
  fi
done

if [ $# -eq 0 ] && [ "$before" != "$(hash_sources)" ]; then
  echo "build.sh: the sources changed during the build" >&2
  exit 1
fi
cp "$module" "$output/$name.wasm"
if [ $# -eq 0 ]; then
  {
    echo "$before  sources"
    echo "$(sha256 <"$module" | cut -d ' ' -f 1)  $name.wasm"
  } >"$name.sha256"
fi
echo "$output/$name.wasm: $(wc -c <"$module") bytes, $(gzip -9c "$module" | wc -c) with gzip ($toolchain)"
