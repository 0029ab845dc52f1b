#!/usr/bin/env bash
# Tries Imagineer on an NVIDIA GPU in one go: looks at the machine, builds, holds the numbers against the
# reference, measures, draws with and without the server, lets the memory run short, and gathers all that was
# said in one folder with a summary.
#
# THIS SCRIPT HAS NOT BEEN RUN ON A GPU YET: none was at hand when it was written. --dry-run is run by the tests, and
# --device cpu, a rehearsal of everything that needs no GPU, was run by hand.
set -euo pipefail

readonly DONE=0 FAILED=1 USAGE=2 NOT_POSSIBLE=3
readonly CUDA_ARTIFACT=org.bytedeco:cuda:12.6-9.5-1.5.11:jar:linux-x86_64-redist
# What TensorFlow 2.18 opens when it looks for a GPU; without one of them it goes on with the CPU.
readonly LIBRARIES="libcuda.so.1 libcudart.so.12 libcublas.so.12 libcublasLt.so.12 libcufft.so.11 libcusolver.so.11
  libcusparse.so.12 libcudnn.so.9"
# The oldest driver that CUDA 12 works with.
readonly OLDEST_DRIVER=525

root=$(cd "$(dirname "$0")/.." && pwd)
report=
device=gpu:0
port=10059
cuda_libraries=$root/.imagineer/cuda
dry_run=false
fetch=false
failures=0
number=0

usage() {
  cat <<TEXT
Usage: liberty/gpu-check.sh [options]

  --report FOLDER      where everything goes (default: gpu-report-DATE in the current folder)
  --device gpu:N       the GPU to look at (default: $device); cpu rehearses on the CPU what needs no GPU
  --port N             for the server (default: $port)
  --fetch-libraries    take CUDA's and cuDNN's libraries from Maven Central (2 GB:
                       $CUDA_ARTIFACT)
                       into .imagineer/cuda where the machine has none
  --dry-run            say what would be done, and do nothing

Status: $DONE all went well, $FAILED something failed (the summary says what), $USAGE wrong usage,
        $NOT_POSSIBLE no GPU, or a driver or a library is missing: nothing was tried.

This script has not been run on a GPU yet.
TEXT
}

die() { # status, message
  printf 'gpu-check: %s\n' "$2" >&2
  exit "$1"
}

while [ $# -gt 0 ]; do
  case $1 in
    --help|-h) usage; exit "$DONE" ;;
    --dry-run) dry_run=true; shift ;;
    --fetch-libraries) fetch=true; shift ;;
    --report|--device|--port)
      [ $# -ge 2 ] || die "$USAGE" "$1 needs a value; see --help"
      case $1 in
        --report) report=$2 ;;
        --device) device=$2 ;;
        --port) port=$2 ;;
      esac
      shift 2 ;;
    *) die "$USAGE" "unknown option '$1'; see --help" ;;
  esac
done
[[ $device =~ ^(cpu|gpu:[0-9]+)$ ]] || die "$USAGE" "--device must be gpu:0, gpu:1 and so on, or cpu, not '$device'"
[[ $port =~ ^[0-9]+$ ]] || die "$USAGE" "--port must be a number, not '$port'"
index=${device#gpu:}
# Numbers of GPUs are those of nvidia-smi.
export CUDA_DEVICE_ORDER=PCI_BUS_ID
report=${report:-$PWD/gpu-report-$(date +%Y%m%d-%H%M%S)}

on_gpu() { [ "$device" != cpu ]; }

say() { printf '%s\n' "$*"; }

# A line of the summary.
note() {
  say "$*"
  if ! $dry_run; then say "$*" >>"$report/summary.txt"; fi
}

# Runs one step into a log of its own; a failure is counted, and the next step begins.
step() { # name, command...
  local name=$1 log began status=0
  shift
  number=$((number + 1))
  log=$(printf '%s/%02d-%s.log' "$report" "$number" "$name")
  if $dry_run; then
    say "would run $(printf '%02d' "$number") $name: $*"
    return 0
  fi
  began=$(date +%s)
  # A subshell, so that a step may end early without ending the script; errexit does not work in conditions.
  set +e
  (set -e; "$@") >"$log" 2>&1
  status=$?
  set -e
  if [ "$status" -eq 0 ]; then
    note "ok      $name ($(($(date +%s) - began)) s)"
  else
    failures=$((failures + 1))
    note "FAILED  $name ($(($(date +%s) - began)) s, status $status): $(tail -n 1 "$log" | cut -c1-200)"
  fi
}

# --- the machine ---------------------------------------------------------------------------------------------

machine() {
  date -u
  uname -a
  lscpu
  free -m
  df -h "$root"
  if ! on_gpu; then return 0; fi
  nvidia-smi
  nvidia-smi -q
  find -L /usr/local/cuda* "${CUDA_HOME:-/nonexistent}" -name ptxas -o -name 'libdevice*.bc' 2>/dev/null ||
    true
}

# Prints those libraries that the loader would not find.
missing_libraries() {
  local library found
  for library in $LIBRARIES; do
    found=$(ldconfig -p 2>/dev/null | grep -F "$library " || true)
    if [ -z "$found" ] && ! in_library_path "$library"; then
      say "$library"
    fi
  done
}

in_library_path() {
  local folder
  local -a folders
  IFS=: read -r -a folders <<<"${LD_LIBRARY_PATH:-}"
  for folder in "${folders[@]}"; do
    if [ -n "$folder" ] && [ -e "$folder/$1" ]; then return 0; fi
  done
  return 1
}

fetch_libraries() {
  local jar=$cuda_libraries/cuda.jar
  mkdir -p "$cuda_libraries"
  "$root/mvnw" -f "$root/pom.xml" -B -N dependency:copy -Dartifact="$CUDA_ARTIFACT" \
    -DoutputDirectory="$cuda_libraries" -Dmdep.stripVersion=true
  mv "$cuda_libraries"/cuda-linux-x86_64-redist.jar "$jar"
  unzip -q -o -j "$jar" '*.so*' -d "$cuda_libraries"
  rm "$jar"
}

require_gpu() {
  command -v nvidia-smi >/dev/null ||
    die "$NOT_POSSIBLE" "there is no nvidia-smi: install NVIDIA's driver, $OLDEST_DRIVER or newer"
  local driver
  driver=$(nvidia-smi --id="$index" --query-gpu=driver_version --format=csv,noheader) ||
    die "$NOT_POSSIBLE" "nvidia-smi finds no GPU $index"
  [ "${driver%%.*}" -ge "$OLDEST_DRIVER" ] ||
    die "$NOT_POSSIBLE" "the driver $driver is too old for CUDA 12: it must be $OLDEST_DRIVER or newer"
  command -v curl >/dev/null || die "$NOT_POSSIBLE" "curl is missing"
}

require_libraries() {
  local missing
  missing=$(missing_libraries)
  if [ -n "$missing" ] && $fetch; then
    step libraries fetch_libraries
    export LD_LIBRARY_PATH=$cuda_libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    missing=$(missing_libraries)
  fi
  if [ -n "$missing" ]; then
    note "missing: $(printf '%s' "$missing" | tr '\n' ' ')"
    die "$NOT_POSSIBLE" "install CUDA 12 and cuDNN 9, or set LD_LIBRARY_PATH to where they lie, or use --fetch-libraries"
  fi
}

# --- the engine ----------------------------------------------------------------------------------------------

build() {
  if on_gpu; then "$root/imagineer" build --gpu; else "$root/imagineer" build; fi
}

# In float32 that is float32, against the reference's numbers.
conformance() {
  local -a profile=()
  if on_gpu; then profile=(-Pgpu); fi
  NVIDIA_TF32_OVERRIDE=0 "$root/mvnw" -f "$root/pom.xml" -B "${profile[@]}" -pl imagineer-inference test \
    -Dtest=ConformanceTest -Dimagineer.device="$device"
}

bench() { # precision, name of the result
  IMAGINEER_DEVICE=$device IMAGINEER_PRECISION=$1 "$root/imagineer" bench --json >"$report/bench-$2.json"
  cat "$report/bench-$2.json"
}

# XLA compiles clusters of the graph: worth it only if this is faster than the line before.
bench_with_xla() {
  TF_XLA_FLAGS=--tf_xla_auto_jit=1 bench float16 float16-xla
}

draw() { # file
  "$root/imagineer" generate --device "$device" --model demo --seed 7 \
    --prompt "a sunset over mountains" --output "$1" --overwrite
}

same_picture_twice() {
  draw "$report/first.png"
  draw "$report/second.png"
  cmp "$report/first.png" "$report/second.png" || {
    say "the same request gave two pictures that differ"
    return 1
  }
}

# --- the server ----------------------------------------------------------------------------------------------

api() { # path, curl's further arguments
  local path=$1
  shift
  curl -sS --fail-with-body "http://127.0.0.1:$port$path" "$@"
}

start_server() { # name of its log
  IMAGINEER_HOME=$report/home "$root/imagineer" serve --port "$port" --device "$device" \
    >"$report/$1.log" 2>&1 &
  server=$!
  trap 'kill "$server" 2>/dev/null || true' EXIT
  local tries=0
  until api /health/ready >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ "$tries" -gt 600 ] || ! kill -0 "$server" 2>/dev/null; then
      tail -n 40 "$report/$1.log"
      return 1
    fi
    sleep 1
  done
}

stop_server() {
  kill "$server"
  wait "$server" || [ $? -eq 143 ]
  trap - EXIT
}

number_of() { sed -n "s/.*\"$1\":\([0-9][0-9]*\).*/\1/p"; }

# Submits a job and waits for its end. Prints the job as it ended.
job() { # request
  local id status=queued tries=0 answer
  answer=$(api /api/generate -H 'Content-Type: application/json' -d "$1")
  id=$(printf '%s' "$answer" | number_of id)
  while [ "$status" = queued ] || [ "$status" = running ]; do
    tries=$((tries + 1))
    [ "$tries" -le 1200 ] || { say "job $id does not end"; return 1; }
    sleep 1
    answer=$(api "/api/jobs/$id")
    status=$(printf '%s' "$answer" | sed -n 's/.*"status":"\([a-z]*\)".*/\1/p')
  done
  printf '%s\n' "$answer"
}

over_rest() {
  start_server server
  local ended image
  ended=$(job '{"prompt":"a boat with a white sail on the ocean","seed":7}')
  say "$ended"
  image=$(printf '%s' "$ended" | sed -n 's/.*"image_ids":\[\([0-9]*\).*/\1/p')
  [ -n "$image" ]
  api "/api/images/$image/file" -o "$report/rest.png"
  stop_server
}

# Leaves the process 1 GB of the memory by TensorFlow's own settings, and asks for far more.
little_memory() {
  local free large small
  if on_gpu; then
    free=$(nvidia-smi --id="$index" --query-gpu=memory.free --format=csv,noheader,nounits)
    export TF_DEVICE_MIN_SYS_MEMORY_IN_MB=$((free - 1024))
  else
    export TF_CPU_ALLOCATOR_USE_BFC=true TF_CPU_BFC_MEM_LIMIT_IN_MB=1024
  fi
  start_server little-memory
  large=$(job '{"prompt":"a lake","steps":2,"width":2048,"height":2048}')
  say "large: $large"
  small=$(job '{"prompt":"a lake","steps":2,"seed":7}')
  say "small: $small"
  stop_server
  printf '%s' "$small" | grep -q '"status":"completed"'
  grep -h "not enough memory" "$report/little-memory.log" "$report"/home/liberty/imagineer/logs/messages.log || {
    say "memory did not run short: nothing was shown"
    return 1
  }
}

every_gpu() {
  local count=2 all=cpu,cpu
  if on_gpu; then
    count=$(nvidia-smi --query-gpu=index --format=csv,noheader | wc -l)
    all=gpu
  fi
  say "$count lanes"
  [ "$count" -gt 1 ] || return 0
  device=$all start_server every-gpu
  local i jobs=()
  for ((i = 0; i < 2 * count; i++)); do
    job "{\"prompt\":\"a lighthouse\",\"steps\":50,\"seed\":$i}" &
    jobs+=($!)
  done
  sleep 5
  if on_gpu; then nvidia-smi; fi
  api /api/jobs
  for i in "${jobs[@]}"; do wait "$i"; done
  stop_server
  grep -h "lane .* draws on" "$report"/home/liberty/imagineer/logs/messages.log
}

# --- all of it -----------------------------------------------------------------------------------------------

if $dry_run; then
  say "gpu-check, dry run on $device: nothing is done; the report would go to $report"
  say "would require: a driver of version $OLDEST_DRIVER or newer, curl, and the libraries"
  for library in $LIBRARIES; do say "  $library"; done
  if $fetch; then say "would fetch what is missing of them: $CUDA_ARTIFACT"; fi
else
  mkdir -p "$report"
  report=$(cd "$report" && pwd)
  : >"$report/summary.txt"
  note "Imagineer on $device of $(uname -n), $(date -u +%Y-%m-%dT%H:%MZ), commit $(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown)"
  if on_gpu; then
    require_gpu
    require_libraries
    nvidia-smi --id="$index" --query-gpu=timestamp,memory.used,utilization.gpu --format=csv -l 1 \
      >"$report/gpu-usage.csv" &
    watcher=$!
    trap 'kill "$watcher" 2>/dev/null || true' EXIT
  else
    note "a rehearsal: no GPU was used"
  fi
fi

step machine machine
step build build
step conformance-float32 conformance
step bench-float32 bench float32 float32
step bench-float16 bench float16 float16
step bench-float16-xla bench_with_xla
step picture draw "$report/picture.png"
step same-picture-twice same_picture_twice
step rest over_rest
step little-memory little_memory
step every-gpu every_gpu

if $dry_run; then exit "$DONE"; fi
note "$((number - failures)) of $number steps went well; everything is in $report"
[ "$failures" -eq 0 ] || exit "$FAILED"
