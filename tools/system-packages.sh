#!/bin/sh
# Sees to it that the Debian packages named are installed: with apt-get where that needs no password,
# else in one line that says what is missing. It does not fail: what needs a package says so itself.
set -u

missing=
for package in "$@"; do
    status=$(dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null)
    [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=
[ "$(id -u)" = 0 ] || as_root="sudo -n"

install() {
    command -v apt-get >/dev/null && $as_root true 2>/dev/null || return 1
    echo "Installing$missing"
    log=$(mktemp)
    # shellcheck disable=SC2086  # several words on purpose
    if { $as_root apt-get update && $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install --yes --no-install-recommends $missing; } >"$log" 2>&1; then
        rm -f "$log"
        return 0
    fi
    tail -n 3 "$log" >&2
    rm -f "$log"
    return 1
}

install || echo "Not installed:$missing. On Debian: sudo apt-get install$missing; elsewhere: the same programs from your package manager. Tests that need them are skipped (with CI=true they fail)." >&2
