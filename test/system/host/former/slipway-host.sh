#!/usr/bin/env bash
#
# slipway-host: puts releases of an app into service on this server, and puts them back when they
# fail their checks. It is run over SSH by keys that are bound to it (sshd(8), "command="):
#
#   slipway-host --folder /srv/slipway --role deployer --environment production --app shop
#
# The caller's command line names the action (apply, deploy, rollback, allow, pull, status, history), the
# request comes as JSON on standard input, the answer leaves as JSON on standard output, progress on
# standard error, one line per step. host/protocol.ts is the reference for requests, answers and exit
# codes. An administrator runs it by hand with the action as the last argument, without --role.
#
# What it keeps, all under one folder per environment and app:
#
#   releases/41/compose.yaml       what Compose is given (JSON, which is YAML)
#               .env               0600
#               configuration.json what both were made from, secrets included; 0600
#               release.json       number, image, version, since when it serves (absent: it never did)
#   files/<hash>/...               files that containers mount, by content: same content, same path
#   current -> releases/41         the release that serves; switched when its checks have passed
#   applied.json                   the newest configuration that `up` laid down
#   repository                     where images have to be from, if `up` has said it
#   switching.json                 a switch that is under way, or was when the power went
#   refused.json                   digests that a rollback left
#   allowed                        digests that may replace what somebody started by hand
#   history.jsonl  lock  key  last-release  log/  requests/
#
# It needs bash, coreutils, Docker with Compose 2.24 or newer, jq, curl, and flock and setsid of
# util-linux.

# Programs for jq, and words for people in back quotes, are meant as they stand.
# shellcheck disable=SC2016

set -uo pipefail
umask 077
export LC_ALL=C

readonly protocol=1

# Exit codes, as in protocol.ts.
readonly serving=0 interrupted=1 put_back=10 put_back_failed=11 busy=12 refused=13
readonly bad_request=20 not_allowed=21 not_ready=22

# What is kept.
readonly kept_releases=10 kept_history=1000 kept_logs=20

# Seconds after which a command that hangs is ended.
readonly compose_limit=900 pull_limit=1800

folder='' role='' environment='' app='' action='' session=''
here=''          # the app's folder, which is Compose's project directory as well
project=''       # Compose's project name
work=''          # a folder for this request, removed at its end
started=$SECONDS # when the request was accepted

main() {
  if [ "${1:-}" = bootstrap ]; then
    bootstrap "${2:-$0}"
    exit
  fi
  read_arguments "$@"
  if [ -n "$session" ]; then
    run_session
    exit
  fi
  check_role
  case "$action" in
    status) read_request && tell_status ;;
    history) read_request && tell_history ;;
    pull) read_request && pull_ahead ;;
    *) read_request && run_detached ;;
  esac
}

say() {
  printf '%s\n' "$*" >&2
}

# --- Arguments and requests ------------------------------------------------------------------------

read_arguments() {
  local words=()
  while [ $# -gt 0 ]; do
    case "$1" in
      --folder) folder=${2:-} ;;
      --role) role=${2:-} ;;
      --environment) environment=${2:-} ;;
      --app) app=${2:-} ;;
      --session) session=${2:-} ;;
      -*) reply $bad_request 'bad request' "slipway-host does not know the option $1." ;;
      *)
        words+=("$1")
        shift
        continue
        ;;
    esac
    shift $(($# > 1 ? 2 : 1))
  done
  # A key's caller can choose the action and nothing else.
  if [ -n "$role" ]; then
    read -r -a words <<<"${SSH_ORIGINAL_COMMAND:-}"
  fi
  [[ $folder == /* ]] || reply $bad_request 'bad request' 'slipway-host needs --folder with an absolute path.'
  [[ $environment =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]] ||
    reply $bad_request 'bad request' 'slipway-host needs --environment with the name of an environment.'
  action=${words[0]:-}
  case "$action" in
    apply | deploy | rollback | allow | pull | status | history) ;;
    *) reply $bad_request 'bad request' \
      "slipway-host needs an action: apply, deploy, rollback, allow, pull, status or history." ;;
  esac
  [ ${#words[@]} -eq 1 ] || reply $bad_request 'bad request' \
    "slipway-host takes the action alone; what belongs to it comes as JSON on standard input."
  if [ -n "$app" ]; then enter_app; fi
}

check_role() {
  case "$role:$action" in
    :* | *:status | *:history) ;;
    configurator:apply | deployer:deploy | deployer:rollback | deployer:allow | deployer:pull | puller:pull) ;;
    *) reply $not_allowed 'not allowed' "This key's role is $role, which may not $action." ;;
  esac
}

# Makes $work and puts the request there, since it holds secrets and outlives this process.
read_request() {
  make_work
  if [ -t 0 ]; then printf '{}' >"$work/request.json"; else cat >"$work/request.json"; fi
  [ -s "$work/request.json" ] || printf '{}' >"$work/request.json"
  jq -r --arg action "$action" "$fields_of_request" "$work/request.json" >"$work/fields" 2>/dev/null ||
    reply $bad_request 'bad request' 'The request is not JSON.'
  read_fields
  if [ -n "$problems" ]; then reply $bad_request 'bad request' "The request can not be served: $problems"; fi
  if [ -n "$app" ] && [ -n "${asked[app]}" ] && [ "${asked[app]}" != "$app" ]; then
    reply $not_allowed 'not allowed' "This key is for the app $app, and not for ${asked[app]}."
  fi
  app=${app:-${asked[app]}}
  if [ -n "$app" ]; then
    enter_app
  elif [ "$action" != status ] && [ "$action" != history ]; then
    reply $bad_request 'bad request' 'The request names no app.'
  fi
}

# What a request asks for, but for the configuration and passwords, which stay in its file.
declare -A asked=()
problems=''

read_fields() {
  local key value
  while IFS=$'\t' read -r key value; do
    if [ "$key" = problem ]; then problems+="${problems:+ }$value"; else asked[$key]=$value; fi
  done <"$work/fields"
}

enter_app() {
  [[ $app =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]] ||
    reply $bad_request 'bad request' "The name of the app is not one: letters, digits, '.', '_' and '-' are allowed."
  here=$folder/$environment/$app
  # Compose's own rule for names.
  project=${environment,,}-${app,,}
  project=${project//[^a-z0-9_-]/-}
}

make_work() {
  work=$(mktemp -d "${TMPDIR:-/tmp}/slipway-XXXXXXXXXX") || exit $interrupted
  trap 'rm -rf "$work"' EXIT
}

# What makes a service the app's own, and paths below files/ in the places where a compose file has them.
readonly file_references='
  def names_image: type == "string" and test("^\\$(IMAGE|\\{IMAGE([:?-][^}]*)?\\})$");
  def below_files: if type == "string" and test("^(\\./)?files(/|$)") then sub("^(\\./)?files/*"; "") | sub("/+$"; "") else empty end;
  def subset($path): .files | with_entries(select($path == "" or .key == $path or (.key | startswith($path + "/"))));
  def references:
    [.compose
      | ((.services[]
          | (.volumes? // [] | .[]? | if type == "string" then split(":")[0] else .source? end),
            (.env_file? // [] | if type == "array" then .[] else . end | if type == "object" then .path else . end)),
         (.configs?, .secrets? | .[]?.file?))
      | below_files] | unique;'

# One line per problem, or if there is none, per field. A field that is not known is ignored.
readonly fields_of_request=$file_references'
  def is_text: type == "string" and length > 0 and (test("[\u0000-\u001f\u007f]") | not);
  def is_map_of_texts: type == "object" and all(.[]; type == "string");
  def is_address: is_text and test("^https?://[^\\s]+$");
  def is_path: test("^[^/:\u0000-\u001f]+(/[^/:\u0000-\u001f]+)*$") and (split("/") | all(.[]; . != "." and . != ".."));
  def steers: test("^(IMAGE|PATH|HOME|PWD|SHELL|IFS|(COMPOSE|DOCKER|BUILDKIT|BUILDX|LD|BASH|SLIPWAY)_.*)$"; "i");

  def problems_of_env(name):
    if is_map_of_texts | not then "`configuration.\(name)` must be an object of texts."
    else to_entries[]
      | (select(.key | test("^[A-Za-z_][A-Za-z0-9_]*$") | not)
          | "`configuration.\(name)` has the key \(.key | tojson): letters, digits and _ are allowed."),
        (select(.key | steers)
          | "`configuration.\(name).\(.key)` steers Compose, Docker or the shell, and is not the app\u0027s to set."),
        (select(.value | explode | any(.[]; . == 0))
          | "`configuration.\(name).\(.key)` has a NUL in it, which no program can be given.")
    end;

  def problems_of_files:
    if is_map_of_texts | not then "`configuration.files` must be an object of texts in base64."
    else to_entries[]
      | (select(.key | is_path | not) | "`configuration.files` has \(.key | tojson), which is not a path below files/."),
        (select(.value | test("^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$") | not)
          | "`configuration.files[\(.key | tojson)]` is not base64.")
    end;

  def problems_of_health:
    if type != "object" then "`configuration.health` must be an object."
    else
      (select(.url | is_address | not) | "`configuration.health.url` must be an http or https address."),
      (select(.version != null and ((.version | type) != "string"
          or (.version | test("^(\\.[A-Za-z_][A-Za-z0-9_]*|\\.?\\[\"[^\"\\\\\\s]+\"\\]|\\.?\\[[0-9]+\\])+$") and startswith(".") | not)))
        | "`configuration.health.version` must be a path such as `.version`."),
      (select(.smoke != null and ((.smoke | type) != "array"
          or (.smoke | all(.[]; is_address or (is_text and test("^/[^\\s]*$"))) | not)))
        | "`configuration.health.smoke` must be a list of paths or addresses."),
      (select((.within | type) != "number" or .within <= 0 or .within > 86400)
        | "`configuration.health.within` must be a number of seconds, at most 86400.")
    end;

  def problems_of_compose:
    if type != "object" or (.services | type) != "object" or any(.services[]; type != "object")
    then "`configuration.compose` must be a compose file with `services`."
    elif any(.services[]; .image | names_image) | not
    then "No service of the compose file runs `${IMAGE}`."
    else empty end;

  def problems_of_configuration:
    if type != "object" then "`configuration` is missing."
    else
      (.compose | problems_of_compose),
      (.files | problems_of_files),
      (.env | problems_of_env("env")),
      (.secrets | problems_of_env("secrets")),
      (select((.env | is_map_of_texts) and (.secrets | is_map_of_texts))
        | .secrets as $secrets | .env | keys_unsorted[] | select(in($secrets))
        | "`\(.)` stands in `configuration.env` and in `configuration.secrets`."),
      (select([(.compose | problems_of_compose), (.files | problems_of_files)] == [])
        | references[] as $path | select(subset($path) == {})
        | "The compose file wants files/\($path), which `configuration.files` does not bring."),
      (select(.health != null) | .health | problems_of_health)
    end;

  def problems_of_registry:
    select(. != null)
    | select(type != "object" or ([.address, .user, .password] | all(.[]; type == "string" and length > 0) | not))
    | "`registry` must have `address`, `user` and `password`.";

  def problems_of_image(pattern; words):
    select(is_text and test(pattern) | not) | "`image` must be \(words).";

  def problems_of_request:
    if type != "object" then "The request must be a JSON object."
    else
      (select(.app != null and (.app | is_text | not)) | "`app` must be a text."),
      (select(.wait != null and ((.wait | type) != "number" or .wait < 0 or .wait > 86400)) | "`wait` must be a number of seconds, at most 86400."),
      (if $action == "apply" then
        (.configuration | problems_of_configuration),
        (select(.withNextImage != null and (.withNextImage | type) != "boolean") | "`withNextImage` must be true or false."),
        (select(.repository != null and ((.repository | type) != "string" or (.repository | test("^([^@\\s$/]+(/[^@\\s$/:]+)+)?$") | not)))
          | "`repository` must be an image without tag and digest, `registry/project/release`."),
        (.registry | problems_of_registry)
      elif $action == "deploy" then
        (.image | problems_of_image("^[^@\\s$]+@sha256:[0-9a-f]{64}$"; "an image with its digest, `registry/name@sha256:\u2026`")),
        (select(.version != null and (.version | is_text | not)) | "`version` must be a text of one line."),
        (.registry | problems_of_registry)
      elif $action == "pull" then
        (.image | problems_of_image("^[^@\\s$]+@sha256:[0-9a-f]{64}$"; "an image with its digest, `registry/name@sha256:\u2026`")),
        (.registry | problems_of_registry)
      elif $action == "rollback" then
        (select(.to != null and ((.to | type) != "number" or .to < 1 or .to != (.to | floor))) | "`to` must be the number of a release."),
        (.registry | problems_of_registry)
      elif $action == "allow" then
        (.image | problems_of_image("sha256:[0-9a-f]{64}$"; "an image with its digest, or the digest"))
      elif $action == "history" then
        (select(.last != null and ((.last | type) != "number" or .last < 1)) | "`last` must be a number of entries.")
      else empty end)
    end;
  def one_line: tostring | gsub("[\u0000-\u001f\u007f]+"; " ");
  def who: $action + (.cause.author? // null | if . then " by \(.)" else "" end)
    + (.cause.pipeline? // null | if . then ", pipeline \(.)" else "" end);

  [problems_of_request] as $problems
  | if $problems != [] then $problems[] | "problem\t\(one_line)"
    else
      {app, wait: (.wait // 60 | ceil), image, version, to, withNextImage, last,
        repository: (if .repository == "" then "none" else .repository end),
        registry: .registry.address?, $action, who: who}
      | to_entries[] | "\(.key)\t\(.value // "" | one_line)"
    end'

# Answers before there is anything to tell about a release, and ends. The message holds no secret.
reply() { # code, outcome, message
  say "$3"
  jq -n --argjson protocol $protocol --argjson code "$1" --arg outcome "$2" --arg message "$3" \
    '{$protocol, $code, $outcome, $message, seconds: 0}'
  exit "$1"
}

# --- A session of its own --------------------------------------------------------------------------

# Takes the lock and hands the request to a session of its own, so that it ends well even when the
# caller goes away. What the session says goes to a file, and from there to the caller.
run_detached() {
  local lock child code progress turn=0 end=$((SECONDS + asked[wait]))
  if ! mkdir -p "$here/requests" "$here/log" "$here/releases" "$here/files"; then
    reply $not_ready 'not ready' "The folder $here can not be written. \`up\` prepares the server."
  fi
  move_work
  exec {lock}>>"$here/lock"
  until take_lock "$lock" $turn; do
    if [ $SECONDS -ge $end ]; then reply $busy busy "Busy: $(holder)."; fi
    say "waiting for $(holder), at most $((end - SECONDS)) s"
    turn=$((end - SECONDS < 5 ? end - SECONDS : 5))
  done
  # A caller that has gone away does not get its turn: writing to it ends this process.
  if [ $turn -gt 0 ]; then say 'its turn'; fi
  printf '%s, since %s' "${asked[who]}" "$(now)" >"$here/lock"
  remove_old_work
  progress=$here/log/$(now)-$action-$$
  : >"$progress"
  # Every child inherits the lock: it is held for as long as any of them runs.
  setsid bash "${BASH_SOURCE[0]}" --folder "$folder" --environment "$environment" --app "$app" \
    --session "$work" "$action" </dev/null >"$work/answer.json" 2>"$progress" &
  child=$!
  trap - EXIT
  exec {lock}>&-
  # Passing on what it says is all that is left to do here, and none of it matters to the session.
  trap '' PIPE
  tail --lines=+1 --follow --sleep-interval=0.05 --pid="$child" "$progress" >&2 2>/dev/null
  wait "$child"
  code=$?
  if [ ! -s "$work/answer.json" ]; then
    rm -rf "$work"
    reply $interrupted interrupted "The $action was interrupted. The next call finishes it, or puts the previous release back."
  fi
  cat "$work/answer.json"
  rm -rf "$work"
  exit $code
}

# Who holds the lock; said to those who wait.
holder() {
  local who
  who=$(head -c 300 "$here/lock")
  printf '%s' "${who:-another call}"
}

take_lock() { # descriptor, seconds
  if [ "$2" -gt 0 ]; then flock --exclusive --wait "$2" "$1"; else flock --exclusive --nonblock "$1"; fi
}

# From here on the request lives beside the releases.
move_work() {
  rm -rf "$here/requests/$$"
  mv "$work" "$here/requests/$$"
  work=$here/requests/$$
}

# What calls have left that were killed. Needs the lock: a session may have outlived its caller.
remove_old_work() {
  local old
  for old in "$here"/requests/*; do
    if [ ! -d "/proc/${old##*/}" ]; then rm -rf "$old"; fi
  done
}

run_session() {
  work=$session
  trap 'rm -rf "$work/docker"' EXIT
  read_fields
  prepare_key
  prepare_docker
  read_releases
  finish_interrupted
  look_for_hand
  case "$action" in
    apply) apply ;;
    deploy) deploy ;;
    rollback) rollback ;;
    allow) allow ;;
  esac
}

now() {
  TZ=UTC printf '%(%Y-%m-%dT%H:%M:%SZ)T' -1
}

# --- Actions ---------------------------------------------------------------------------------------

apply() {
  local hash serving_now wanted=$work/configuration.json
  # In one order and without spaces, so that the same configuration is the same file.
  jq -cS '.configuration' "$work/request.json" >"$wanted"
  hash=$(hash_of "$wanted")
  serving_now=$(current)
  say "apply: configuration $hash"
  if [ -z "$serving_now" ]; then
    try_out "$wanted"
    keep_applied "$wanted"
    finish $serving 'waiting for an image' "Configuration $hash is laid down and waits for the first deploy."
  fi
  if [ "$hash" = "${release[$serving_now.configuration]}" ]; then
    require_open "${release[$serving_now.image]}"
    keep_applied "$wanted"
    write_file "$here/releases/$serving_now/configuration.json" <"$wanted"
    keep_serving
  fi
  if [ "${asked[withNextImage]}" = true ]; then
    try_out "$wanted"
    keep_applied "$wanted"
    finish $serving 'waiting for an image' \
      "Configuration $hash is laid down and waits for the next image. Release $serving_now serves as before."
  fi
  require_open "${release[$serving_now.image]}"
  switch "$wanted" "${release[$serving_now.image]}" "${release[$serving_now.version]:-}"
}

deploy() {
  local image=${asked[image]} version=${asked[version]}
  say "deploy: $(short "$image")${version:+, version $version}"
  if ! is_of_repository "$image"; then finish $not_allowed 'not allowed' "$(wrong_repository "$image")"; fi
  if is_refused "$image"; then
    finish $refused refused \
      "A rollback left ${image##*@}, so it is refused. \`allow\` takes it off the list; other digests deploy as ever."
  fi
  if [ ! -e "$here/applied.json" ]; then
    finish $bad_request 'bad request' "There is no configuration for $app in $environment yet. \`up\` lays it down."
  fi
  require_open "$image"
  if is_current "$here/applied.json" "$image" "$version"; then keep_serving; fi
  switch "$here/applied.json" "$image" "$version"
}

# The image is here when a deploy wants it. Nothing else changes, so it waits for nobody.
pull_ahead() {
  local image=${asked[image]} options=() began=$SECONDS
  if [ ! -e "$here/applied.json" ]; then
    reply $bad_request 'bad request' "There is no configuration for $app in $environment yet. \`up\` lays it down."
  fi
  if ! is_of_repository "$image"; then reply $not_allowed 'not allowed' "$(wrong_repository "$image")"; fi
  prepare_docker
  if docker image inspect --format '{{.Id}}' "$image" >/dev/null 2>&1; then
    reply $serving unchanged "$(short "$image") is here already."
  fi
  say "pulling $(short "$image")"
  if [ "$registry" = "$(registry_of "$image")" ]; then options=(--config "$work/docker"); fi
  if ! timeout --kill-after=30 $pull_limit docker "${options[@]}" pull --quiet "$image" >"$work/pull.out" 2>&1; then
    reply $put_back 'put back' "$(sentence "$(short "$image") could not be pulled: $(last_line "$work/pull.out")") Nothing was switched."
  fi
  # The next switch keeps it, or takes it away.
  printf '%s\n' "$image" >>"$here/unused"
  reply $serving pulled "$(short "$image") is here, pulled in $((SECONDS - began)) s."
}

# Whether an image is from where this app's have to be from. Releases that served are gone back to all
# the same.
is_of_repository() { # image
  local repository name=${1%@*}
  [ -e "$here/repository" ] || return 0
  repository=$(<"$here/repository")
  [ "$name" = "$repository" ] || { [[ $name == "$repository":* ]] && [[ ${name#"$repository":} != */* ]]; }
}

wrong_repository() { # image
  printf 'Images of %s are taken from %s alone, and %s is not from there.' "$app" "$(<"$here/repository")" "${1%@*}"
}

rollback() {
  local to=${asked[to]} image version wanted=$work/configuration.json
  if [ -z "$(current)" ]; then
    finish $bad_request 'bad request' 'Nothing has been deployed yet, so there is nothing to go back to.'
  fi
  if [ -z "$to" ]; then to=$(release_before_current); fi
  if [ -z "$to" ]; then
    finish $bad_request 'bad request' "There is no release before $(current) to go back to."
  fi
  if [ -z "${release[$to.since]:-}" ]; then
    finish $bad_request 'bad request' "There is no release $to here to go back to. Kept: $(served_releases | paste -s -d ' ')."
  fi
  image=${release[$to.image]}
  version=${release[$to.version]:-}
  say "rollback: to release $to, $(short "$image")${version:+, version $version}"
  if is_refused "$image"; then
    finish $refused refused "A rollback left ${image##*@}, the image of release $to, so it is refused until \`allow\`."
  fi
  # A rotated secret stays rotated. One that is gone by now is still what this release needs.
  jq -cS --slurpfile today "$here/applied.json" '
    (.secrets + .env) as $known
    | ($today[0].secrets | with_entries(select(.key as $key | $known | has($key)))) as $kept
    | .secrets += $kept
    | .env |= with_entries(select(.key as $key | $kept | has($key) | not))
  ' "$here/releases/$to/configuration.json" >"$wanted"
  if is_current "$wanted" "$image" "$version"; then keep_serving; fi
  switch "$wanted" "$image" "$version" "$to"
}

allow() {
  local digest=${asked[image]##*@} message
  message="$digest was not refused."
  if is_refused "$digest"; then
    jq -c --arg digest "$digest" 'map(select(.digest != $digest))' "$here/refused.json" | write_file "$here/refused.json"
    message="$digest may be deployed again."
  fi
  if [ -n "$hand_image" ]; then
    printf '%s %s\n' "$digest" "$hand_image" >>"$here/allowed"
    message="$digest may be deployed, though $(short "$hand_image") runs here, started by hand."
  fi
  finish $serving allowed "$message"
}

# --- By hand ---------------------------------------------------------------------------------------

# What somebody started on this server without a request, if it is another image than the release's: the
# image, its digests, since when, and the release here that had it.
hand_image='' hand_digests='' hand_since='' hand_release=''

readonly hand_line='{{.State.Status}} {{or (index .Config.Labels "slipway.release") "-"}} {{or (index .Config.Labels "com.docker.compose.service") "-"}} {{.Config.Image}} {{.Image}} {{.Created}}'

# What is stopped or missing is nobody's decision: the next deploy brings it back.
look_for_hand() {
  local number wanted ids services state label service image id since digests
  hand_image='' hand_digests='' hand_since='' hand_release=''
  number=$(current)
  if [ -z "$number" ] || [ -e "$here/switching.json" ]; then return 0; fi
  wanted=${release[$number.image]##*@}
  mapfile -t ids < <(containers)
  if [ ${#ids[@]} -eq 0 ]; then return 0; fi
  services=$(app_services "$number")
  while read -r state label service image id since; do
    case "$state" in running | paused | restarting) ;; *) continue ;; esac
    if [ "$label" = - ] && ! grep -qxF "$service" <<<"$services"; then continue; fi
    # Of a later release than the one that serves: what a failed switch could not put back.
    if [[ $label =~ ^[0-9]+$ ]] && [ "$label" -gt "$number" ]; then continue; fi
    if [ "${image##*@}" = "$wanted" ]; then continue; fi
    digests=$(docker image inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "$id" 2>/dev/null)
    if [[ $image == *@* ]]; then digests=$image$'\n'$digests; fi
    if grep -q "@$wanted\$" <<<"$digests"; then continue; fi
    hand_image=${digests%%$'\n'*}
    hand_image=${hand_image:-$image}
    hand_digests=$(grep -o 'sha256:[0-9a-f]*$' <<<"$digests")
    hand_since=${since%%.*}Z
    hand_release=$({ printf '%s\n' "$label"; served_releases | sort -rn; } | while read -r number; do
      if [ -n "${release[$number.since]:-}" ] && is_by_hand "${release[$number.image]}"; then
        printf '%s' "$number"
        break
      fi
    done)
    return 0
  done < <(docker inspect --format "$hand_line" "${ids[@]}" 2>/dev/null)
}

is_by_hand() { # image
  [ -n "$hand_image" ] && grep -qxF "${1##*@}" <<<"$hand_digests"
}

# Nothing but itself replaces what was started by hand, and what somebody has allowed since. A rollback
# does, as it is another decision of somebody's.
require_open() { # image
  local digest=${1##*@} goes_through=''
  if [ -z "$hand_image" ] || is_by_hand "$1"; then return 0; fi
  if grep -qsxF "$digest $hand_image" "$here/allowed"; then return 0; fi
  if [ -n "$hand_digests" ]; then
    goes_through=' That image goes through: merge the revert and open its door, or run its old deploy job again.'
  fi
  finish $refused refused "Closed: $(short "$hand_image") runs here since $hand_since, started by hand, and release $(current) is what was deployed last.$goes_through \`slipway allow $environment $app $digest\` lets this one in, and \`slipway rollback $environment $app\` goes back to the release before."
}

tell_hand() {
  if [ -z "$hand_image" ]; then
    printf null
    return
  fi
  jq -cn --arg image "$hand_image" --arg since "$hand_since" --arg release "$hand_release" \
    '{$image, $since} + (if $release == "" then {} else {release: ($release | tonumber)} end)'
}

# --- The switch ------------------------------------------------------------------------------------

# Makes a release of a configuration and an image, and puts it into service, and back if it fails.
switch() { # configuration file, image, version, the release it goes back to (rollback only)
  local number left before
  left=$(current)
  before=${hand_release:-$left}
  number=$(next_release)
  make_release "$number" "$1" "$2" "$3" "${4:-}"
  say "release $number: $(short "$2"), configuration ${release[$number.configuration]}"
  if ! check_compose "$number"; then
    rm -rf "$here/releases/$number"
    finish $bad_request 'bad request' "$failed_message Nothing was changed."
  fi
  printf '%s\n' "$number" | write_file "$here/last-release"
  if ! pull_images "$number"; then
    describe_failure "$number"
    rm -rf "$here/releases/$number"
    finish $put_back 'put back' "$(failure_of "$number") Nothing was switched: $(what_serves)."
  fi

  if ! printf '{"action":"%s","number":%s,"before":%s,"left":%s,"rollback":%s}\n' "$action" "$number" \
    "${before:-null}" "${left:-null}" "$([ -n "${4:-}" ] && printf true || printf false)" | write_file "$here/switching.json"; then
    finish $not_ready 'not ready' "The folder $here can not be written. Nothing was switched: $(what_serves)."
  fi
  if start "$number" && check "$number" && commit "$number"; then
    finish_commit "$action" "$left" "${4:+true}"
    prune
    finish $serving serving "Release $number is serving$(said_version "$number")."
  fi
  describe_failure "$number"
  local message
  message=$(failure_of "$number")
  say "$message Putting back release ${before:-none}."
  if put_back "$number" "$before"; then
    if [ -z "$hand_release" ]; then hand_image=''; fi
    finish $put_back 'put back' "$message It was put back: $(what_serves "$before")."
  fi
  finish $put_back_failed 'put back failed' \
    "$message Putting back release ${before:-none} failed as well, at its $failed_check check: $failed_message"
}

# The release has passed. From the moment `current` points to it, what follows can be done again.
commit() { # release
  local since
  since=$(now)
  failed_check=start
  failed_message="It could not be recorded in $here."
  jq -c --arg since "$since" '.since = $since' "$here/releases/$1/release.json" |
    write_file "$here/releases/$1/release.json" || return 1
  ln -sfn "releases/$1" "$here/current.new" && mv -fT "$here/current.new" "$here/current" || return 1
  release[$1.since]=$since
}

finish_commit() { # action, the release that was left or nothing, whether it was a rollback
  local left serving_now
  serving_now=$(current)
  if [ "$1" = apply ]; then keep_applied "$here/releases/$serving_now/configuration.json"; fi
  rm -f "$here/allowed"
  left=${release[${2:-none}.image]:-}
  if [ "${3:-}" = true ] && [ "${left##*@}" != "${release[$serving_now.image]##*@}" ]; then refuse "$left" "$2"; fi
}

# Returns to the release before, and checks that one too. Before the first, that is nothing at all:
# the app's containers go, the others are stopped, and data stay where they are.
put_back() { # the release that failed, the one before it or nothing
  local code=0 services
  if [ -n "$2" ]; then
    { render "$2" && pull_images "$2" && start "$2" && check "$2"; } || code=1
  elif [ -e "$here/releases/$1/compose.yaml" ]; then
    mapfile -t services < <(app_services "$1")
    failed_check=start
    failed_message='its containers could not be stopped.'
    { compose "$1" rm --stop --force "${services[@]}" && compose "$1" stop; } >"$work/compose.out" 2>&1 || code=1
  fi
  printf '%s\n' "${release[$1.image]:-}" >>"$here/unused"
  rm -rf "$here/releases/$1"
  return $code
}

# An earlier call was cut short. Either its release had passed, and what is left is to say so; or the
# one before has to come back, before anything else happens.
finish_interrupted() {
  local was number before left rolled_back code=$put_back
  [ -e "$here/switching.json" ] || return 0
  { read -r was && read -r number && read -r before && read -r left && read -r rolled_back; } < <(
    jq -r '.action, .number, (.before // ""), (.left // .before // ""), .rollback' "$here/switching.json")
  if [ "$(current)" = "$number" ]; then
    say "finishing release $number, which an earlier $was put into service"
    finish_commit "$was" "$left" "$rolled_back"
    if ! tail -n 1 "$here/history.jsonl" 2>/dev/null | grep -qF "\"release\":{\"number\":$number,"; then
      record "$was" $serving serving "Release $number is serving$(said_version "$number")."
    fi
  else
    say "putting back release ${before:-none}: an earlier $was was interrupted while it switched to release $number"
    put_back "$number" "$before" || code=$put_back_failed
    if [ $code -ne $put_back ]; then say "that failed: $failed_message"; fi
    record "$was" $code "$([ $code -eq $put_back ] && printf 'put back' || printf 'put back failed')" \
      "The $was of release $number was interrupted, so it was put back."
  fi
  rm -f "$here/switching.json" "$work/failure.json"
}

# Nothing new was asked for: what serves is brought back to what it should be, whoever changed it.
keep_serving() {
  local number services before
  number=$(current)
  before=$(running_containers)
  if ! { render "$number" && pull_images "$number" && start "$number" && check "$number"; }; then
    describe_failure "$number"
    say "$(failure_of "$number") Starting its containers anew."
    mapfile -t services < <(app_services "$number")
    if ! { compose "$number" up --detach --no-build --pull never --force-recreate "${services[@]}" \
      >"$work/compose.out" 2>&1 && check "$number"; }; then
      finish $put_back_failed 'put back failed' "Nothing new was asked for, but what should serve does not. $(failure_of "$number")"
    fi
    rm -f "$work/failure.json"
  fi
  rm -f "$here/allowed"
  if [ "$before" = "$(running_containers)" ]; then
    finish $serving unchanged "Nothing to change: release $number is serving$(said_version "$number")."
  fi
  restored=true
  finish $serving unchanged "Release $number did not run as declared, and is serving again$(said_version "$number")."
}

start() { # release
  say "starting release $1"
  compose "$1" up --detach --remove-orphans --no-build --pull never >"$work/compose.out" 2>&1 && return 0
  failed_services=()
  look_at_containers # tells whose log to show
  failed_check=start
  failed_message=$(sentence "Compose could not start it: $(last_line "$work/compose.out")")
  return 1
}

# --- Checks ----------------------------------------------------------------------------------------

# Why the last check failed: its name, a sentence, and the services whose log says more; if there is
# none, the app's own. $hopeless is set when waiting can not help.
failed_check='' failed_message='' failed_services=() hopeless=''
reported='' # the version that the app reports

# Waits until the release serves: containers, then health and version, then smoke.
check() { # release
  local rules wanted=${release[$1.version]:-} deadline tries=0 began=$SECONDS
  # url, path of the version, seconds, and what to ask in the end
  mapfile -t rules < <(jq -r '.health // {} | .url // "", .version // "", (.within // 60 | ceil), (.smoke // [])[]' \
    "$here/releases/$1/configuration.json")
  deadline=$((SECONDS + rules[2]))
  until is_healthy "${rules[0]}" "${rules[1]}" "$wanted"; do
    if [ -n "$hopeless" ]; then return 1; fi
    if [ $SECONDS -ge $deadline ]; then
      failed_message+=" It went on so for ${rules[2]} s."
      look_for_restarts "$1"
      return 1
    fi
    tries=$((tries + 1))
    if [ $tries -lt 30 ]; then sleep 0.1; else sleep 0.5; fi
  done
  if [ -z "${rules[0]}" ]; then
    stay_up || return 1
    say 'its containers are running'
    return 0
  fi
  say "healthy after $((SECONDS - began)) s${reported:+, version $reported}"
  smoke "${rules[0]}" "${rules[@]:3}"
}

# One look.
is_healthy() { # url or nothing, path of the version or nothing, wanted version or nothing
  local version
  hopeless=''
  reported=''
  failed_services=()
  look_at_containers || return 1
  [ -n "$1" ] || return 0
  failed_check=health
  ask_url "$1" 5 || return 1
  [ -n "$2" ] || return 0
  failed_check=version
  version=$(version_in "$work/body" "$2")
  if [ "$version" = "$3" ]; then reported=$version; else reported=$(redact <<<"$version" | tr -d '\n'); fi
  if [ -n "$3" ] && [ "$version" != "$3" ]; then
    failed_message="$1 reports version ${reported:-none} at $2, and $3 was deployed."
    return 1
  fi
}

version_in() { # file, path
  # jq 1.6 does not know `.a.["b"]`.
  local path=${2//.[/[}
  if [[ $path == \[* ]]; then path=.$path; fi
  jq -r "$path // empty | tostring" "$1" 2>/dev/null
}

# Asks once; any answer of 2xx will do.
ask_url() { # url, seconds
  local code
  : >"$work/body"
  code=$(curl --disable --silent --show-error --max-time "$2" --max-filesize 1000000 --output "$work/body" \
    --write-out '%{http_code}' --url "$1" 2>"$work/curl.out")
  case "$code" in
    2??) return 0 ;;
    000) failed_message=$(sentence "$1 does not answer: $(last_line "$work/curl.out")") ;;
    *) failed_message=$(sentence "$1 answered $code: $(head -c 200 "$work/body" | redact | tr '\n' ' ')") ;;
  esac
  return 1
}

smoke() { # health url, paths and urls
  local path url origin tries
  origin=$(sed -E 's#^(https?://[^/]+).*#\1#' <<<"$1")
  shift
  for path in "$@"; do
    url=$path
    if [[ $path == /* ]]; then url=$origin$path; fi
    for tries in 1 2 3; do
      if ask_url "$url" 10; then
        say "smoke: $path"
        continue 2
      fi
      if [ "$tries" -lt 3 ]; then sleep 0.3; fi
    done
    failed_check=smoke
    return 1
  done
}

# Without a health check, what runs has to go on running for a moment.
stay_up() {
  local before
  before=$(running_containers)
  sleep 2
  look_at_containers || return 1
  [ "$before" = "$(running_containers)" ] && return 0
  failed_check=start
  failed_message='A container was restarted within two seconds of its start.'
  return 1
}

running_containers() {
  local ids
  mapfile -t ids < <(containers)
  if [ ${#ids[@]} -gt 0 ]; then
    docker inspect --format '{{.Id}} {{.State.StartedAt}}' "${ids[@]}" 2>/dev/null | sort
  fi
}

containers() {
  docker ps --all --no-trunc --quiet --filter "label=com.docker.compose.project=$project" \
    --filter label=com.docker.compose.oneoff=False
}

readonly container_line='{{index .Config.Labels "com.docker.compose.service"}} {{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{else}}-{{end}} {{.State.ExitCode}} {{.HostConfig.RestartPolicy.Name}}'

# Succeeds when every container of the project runs, or has done what it was for.
look_at_containers() {
  local ids service state health code policy
  failed_check=start
  mapfile -t ids < <(containers)
  if [ ${#ids[@]} -eq 0 ]; then
    failed_message='No container is running.'
    hopeless=yes
    return 1
  fi
  while read -r service state health code policy; do
    case "$state $health" in
      'running -' | 'running healthy') continue ;;
      exited*)
        if [ "$code" = 0 ] && [ "$policy" != always ] && [ "$policy" != unless-stopped ]; then continue; fi
        failed_message="Service $service ended with exit code $code."
        hopeless=yes
        ;;
      dead*)
        failed_message="Service $service is dead."
        hopeless=yes
        ;;
      restarting*) failed_message="Service $service ends again and again, last with exit code $code." ;;
      running*)
        failed_check=health
        failed_message="Service $service is $health by its own health check."
        ;;
      *) failed_message="Service $service is $state." ;;
    esac
    failed_services=("$service")
    return 1
  done < <(docker inspect --format "$container_line" "${ids[@]}" 2>/dev/null)
}

# An app that ends and is started anew may look like one that does not answer.
look_for_restarts() { # release
  local ids service count code
  mapfile -t ids < <(docker ps --all --quiet --filter "label=com.docker.compose.project=$project" \
    --filter "label=slipway.release=$1")
  [ ${#ids[@]} -gt 0 ] || return 0
  while read -r service count code; do
    if [ "$count" -gt 0 ]; then
      failed_check=start
      failed_services=("$service")
      failed_message="Service $service ended with exit code $code and was started anew $count times. $failed_message"
      return
    fi
  done < <(docker inspect --format '{{index .Config.Labels "com.docker.compose.service"}} {{.RestartCount}} {{.State.ExitCode}}' \
    "${ids[@]}" 2>/dev/null)
}

# Keeps why it failed, and the last lines of whom it failed, before the containers are gone.
describe_failure() { # release
  local service id line services=("${failed_services[@]}")
  if [ ${#services[@]} -eq 0 ]; then mapfile -t services < <(app_services "$1"); fi
  if [ "$failed_check" != pull ]; then
    for service in "${services[@]}"; do
      while IFS= read -r id; do
        docker logs --tail 20 "$id" 2>&1
      done < <(docker ps --all --quiet --filter "label=com.docker.compose.project=$project" \
        --filter "label=com.docker.compose.service=$service")
    done
  fi | redact >"$work/log"
  while IFS= read -r line || [ -n "$line" ]; do say "  | $line"; done <"$work/log"
  jq -cn --arg check "$failed_check" --arg message "$failed_message" --rawfile log "$work/log" \
    --slurpfile release "$here/releases/$1/release.json" "$public_release"'
    {$check, $message, log: ($log | split("\n") | map(select(. != ""))), release: ($release[0] | public)}' >"$work/failure.json"
}

failure_of() { # release
  printf 'Release %s failed its %s check. %s' "$1" "$failed_check" "$failed_message"
}

sentence() { # text
  local text=$1
  while [[ $text == *[[:space:].] ]]; do text=${text%?}; done
  printf '%s.' "$text"
}

# --- Releases --------------------------------------------------------------------------------------

# The fields of every release.json, as <number>.<field>.
declare -A release=()

read_releases() {
  local key value
  release=()
  while IFS=$'\t' read -r key value; do release[$key]=$value; done < <(
    cat "$here"/releases/*/release.json 2>/dev/null |
      jq -r '.number as $number | to_entries[] | select(.value | type != "array") | "\($number).\(.key)\t\(.value)"')
}

# What is told about a release.
readonly public_release='def public:
  {number, image, configuration} + (if .version then {version} else {} end) + (if .since then {since} else {} end);'

current() {
  local target
  target=$(readlink "$here/current" 2>/dev/null) && printf '%s' "${target##*/}"
}

# Numbers of the releases that have served and are kept, oldest first.
served_releases() {
  local key
  for key in "${!release[@]}"; do
    if [[ $key == *.since ]]; then printf '%s\n' "${key%.since}"; fi
  done | sort -n
}

# A number that is given once, even when what it was given to has failed.
next_release() {
  local last
  last=$({ cat "$here/last-release" 2>/dev/null; served_releases; } | sort -n | tail -n 1)
  printf '%s' $((${last:-0} + 1))
}

# The newest release before what serves now, or before what was gone back to, that is not the same
# thing and not refused.
release_before_current() {
  local number serving_now limit
  serving_now=$(current)
  limit=${release[$serving_now.from]:-$serving_now}
  served_releases | sort -rn | while read -r number; do
    if [ "$number" -lt "$limit" ] && ! is_refused "${release[$number.image]}" &&
      [ "${release[$number.image]} ${release[$number.configuration]}" != "${release[$serving_now.image]} ${release[$serving_now.configuration]}" ]; then
      printf '%s' "$number"
      return
    fi
  done
}

is_current() { # configuration file, image, version
  local number
  number=$(current)
  [ -n "$number" ] && [ "${release[$number.image]}" = "$2" ] && [ "${release[$number.version]:-}" = "$3" ] &&
    [ "${release[$number.configuration]}" = "$(hash_of "$1")" ]
}

what_serves() { # release; default: what runs
  local number=${1:-$(current)}
  if [ -z "${1:-}" ] && [ -n "$hand_image" ]; then
    printf '%s is serving, started by hand' "$(short "$hand_image")"
  elif [ -n "$number" ]; then
    printf 'release %s is serving%s' "$number" "$(said_version "$number")"
  else
    printf 'nothing is serving, as before'
  fi
}

said_version() { # release
  printf '%s' "${release[$1.version]:+, version ${release[$1.version]}}"
}

short() { # image
  local name=${1##*/}
  if [[ $name == *@sha256:* ]]; then name=${name%"${name##*@sha256:????????????}"}; fi
  printf '%s' "$name"
}

make_release() { # number, configuration file, image, version, the release it goes back to or nothing
  release[$1.image]=$3
  release[$1.version]=$4
  release[$1.configuration]=$(hash_of "$2")
  rm -rf "$here/releases/$1"
  mkdir "$here/releases/$1"
  cp "$2" "$here/releases/$1/configuration.json"
  jq -cn --argjson number "$1" --arg image "$3" --arg version "$4" --arg from "$5" \
    --arg configuration "${release[$1.configuration]}" --slurpfile configured "$2" '
    {$number, $image, $configuration, secrets: ($configured[0].secrets | keys)}
    + (if $version == "" then {} else {$version} end)
    + (if $from == "" then {} else {from: ($from | tonumber)} end)
  ' >"$here/releases/$1/release.json"
  render "$1"
}

# Writes what Compose reads. Done again, it puts back whatever was changed by hand.
render() { # release
  local folder=$here/releases/$1 trees
  trees=$(lay_down_files "$folder/configuration.json")
  jq --slurpfile release "$folder/release.json" --arg folder "$folder" --arg files "$here/files" --arg trees "$trees" \
    "$compose_file" "$folder/configuration.json" | put_file "$folder/compose.yaml" 600 &&
    jq -rj "$env_file" "$folder/configuration.json" | put_file "$folder/.env" 600
}

# Escaped like this, values arrive byte for byte; tried on Compose 2.26, 2.40 and 5.5.
readonly env_file='
  def replace(from; to): split(from) | join(to);
  .env + .secrets | to_entries | sort_by(.key) | .[]
  | "\(.key)=\"\(.value | replace("\\"; "\\\\") | replace("\""; "\\\"") | replace("$"; "\\$")
      | replace("\n"; "\\n") | replace("\r"; "\\r") | replace("\t"; "\\t"))\"\n"'

# Labels change with each release, so they go on the app's own services only: a container whose
# definition is the same is left alone. `files/` and `.env` become paths of this release.
readonly compose_file=$file_references'
  ($trees | split("\n") | map(split("\t") | {key: .[0], value: .[1]}) | from_entries) as $trees
  | def relocate:
      if [below_files] == [] then .
      else below_files as $path | "\($files)/\($trees[$path])" + (if $path == "" then "" else "/\($path)" end) end;
    def relocate_mount:
      if type == "string" then split(":") as $parts | [($parts[0] | relocate)] + $parts[1:] | join(":")
      elif type == "object" and .source? then .source |= relocate
      else . end;
    def relocate_env: if . == ".env" or . == "./.env" then "\($folder)/.env" else relocate end;
    def relocate_env_file: if type == "object" then .path |= relocate_env else relocate_env end;
    def relocate_file: if type == "object" and .file? then .file |= relocate else . end;
    def escape: tostring | split("$") | join("$$");
    ($release[0] | {
      "slipway.release": (.number | tostring),
      "slipway.image": (.image | sub(".*@"; "")),
      "slipway.configuration": .configuration,
      "slipway.version": (.version // "")
    } | map_values(escape)) as $labels
  | .compose
  | .services |= map_values(
      (if .image | names_image then
        .labels |= (if type == "array" then . + ($labels | to_entries | map("\(.key)=\(.value)"))
          elif type == "object" or . == null then (. // {}) + $labels
          else . end)
      else . end)
      | (if (.env_file? | type) == "array" then .env_file |= map(relocate_env_file)
         elif .env_file? then .env_file |= relocate_env_file else . end)
      | (if (.volumes? | type) == "array" then .volumes |= map(relocate_mount) else . end))
  | (if (.configs? | type) == "object" then .configs |= map_values(relocate_file) else . end)
  | (if (.secrets? | type) == "object" then .secrets |= map_values(relocate_file) else . end)'

# Containers mount these, so their path is their content: what has not changed keeps its path, and
# Compose leaves its containers alone. Prints which path below files/ went where.
lay_down_files() { # configuration file
  local reference subset count hash path content known
  while IFS= read -r reference && IFS= read -r subset && read -r count; do
    hash=$(sha256sum <<<"$subset" | cut -c 1-12)
    known=$'\n'
    while [ "$count" -gt 0 ] && IFS= read -r path && IFS= read -r content; do
      known+=$path$'\n'
      count=$((count - 1))
      mkdir -p "$(dirname "$here/files/$hash/$path")"
      base64 -d <<<"$content" | put_file "$here/files/$hash/$path" 644
    done
    while IFS= read -r path; do
      if [[ $known != *$'\n'"$path"$'\n'* ]]; then
        say "removing files/$hash/$path, which was added by hand"
        rm -f "$here/files/$hash/$path"
      fi
    done < <(find "$here/files/$hash" -type f -printf '%P\n')
    # Containers may run as anyone; the folder above these keeps everybody else on this server out.
    find "$here/files/$hash" -type d -exec chmod 755 {} +
    printf '%s\t%s\n' "$reference" "$hash"
  done < <(jq -r "$file_references"'
    references[] as $path | subset($path) as $subset
    | $path, ($subset | tojson), ($subset | length), ($subset | to_entries[] | .key, .value)' "$1")
}

# Writes standard input to a file, if it differs. A file that is there is written in place, since a
# container may have mounted it; a new one appears whole.
put_file() { # path, mode
  cat >"$work/put" || return 1
  if [ ! -e "$1" ]; then
    cp "$work/put" "$1.new" && chmod "$2" "$1.new" && mv -f "$1.new" "$1"
    return
  fi
  if ! cmp -s "$work/put" "$1"; then
    say "putting back ${1#"$here"/}, which was changed by hand"
    cat "$work/put" >"$1"
  fi
  chmod "$2" "$1"
}

write_file() { # path; content on standard input
  cat >"$1.new" && mv -f "$1.new" "$1"
}

# Whether Compose takes a configuration: as release 0, which never serves.
try_out() { # configuration file
  make_release 0 "$1" "slipway.invalid/trial@sha256:$(printf '0%.0s' {1..64})" '' ''
  if ! check_compose 0; then
    rm -rf "$here/releases/0"
    finish $bad_request 'bad request' "$failed_message Nothing was changed."
  fi
  rm -rf "$here/releases/0"
}

# Also keeps which images it needs.
check_compose() { # release
  local other
  if ! compose "$1" config --images >"$here/releases/$1/images" 2>"$work/compose.out"; then
    failed_message=$(sentence "Compose refuses the configuration: $(last_line "$work/compose.out")")
    return 1
  fi
  if [ -s "$work/compose.out" ]; then
    sed -nE 's/.*level=warning msg="(.*)"$/warning: \1/p' "$work/compose.out" | redact >&2
  fi
  if [ -z "$(current)" ]; then
    other=$(docker ps --all --filter "label=com.docker.compose.project=$project" \
      --format '{{.Label "com.docker.compose.project.working_dir"}}' | grep -vxF "$here" | head -n 1)
    if [ -n "$other" ]; then
      failed_message="There is a Compose project $project on this server already, of $other."
      return 1
    fi
  fi
}

keep_applied() { # configuration file
  write_file "$here/applied.json" <"$1"
  # Another request may finish what an `apply` has begun.
  if [ "$action" != apply ]; then return 0; fi
  case "${asked[repository]}" in
    '') ;;
    none) rm -f "$here/repository" ;;
    *) printf '%s\n' "${asked[repository]}" | write_file "$here/repository" ;;
  esac
}

# Names a configuration. With a key of this server's own, so that it tells nothing about a secret.
hash_of() { # configuration file
  cat "$here/key" "$1" | sha256sum | cut -c 1-12
}

prepare_key() {
  [ -s "$here/key" ] || head -c 32 /dev/urandom | base64 | write_file "$here/key"
}

is_refused() { # image
  grep -qsF "\"${1##*@}\"" "$here/refused.json"
}

refuse() { # image, release
  [ -e "$here/refused.json" ] || printf '[]' | write_file "$here/refused.json"
  jq -c --arg digest "${1##*@}" --argjson release "$2" --arg at "$(now)" \
    'map(select(.digest != $digest)) + [{$digest, $release, $at}]' "$here/refused.json" | write_file "$here/refused.json"
}

# --- Docker ----------------------------------------------------------------------------------------

docker_environment=()
registry='' # whose credentials the request brings

# The caller's way to the daemon, and nothing else: the environment beats .env.
prepare_docker() {
  local name
  docker_environment=("PATH=$PATH" "HOME=${HOME:-/}")
  for name in DOCKER_HOST DOCKER_CONFIG DOCKER_CONTEXT DOCKER_TLS_VERIFY DOCKER_CERT_PATH; do
    if [ -n "${!name:-}" ]; then docker_environment+=("$name=${!name}"); fi
  done
  # Credentials live in a folder of this request's own, and go with it.
  registry=${asked[registry]}
  if [ -n "$registry" ]; then
    mkdir "$work/docker"
    jq '.registry | {auths: {
      (if .address == "docker.io" then "https://index.docker.io/v1/" else .address end):
        {auth: ("\(.user):\(.password)" | @base64)}}}' "$work/request.json" >"$work/docker/config.json"
  fi
}

compose() { # release, arguments
  local number=$1
  shift
  timeout --kill-after=30 $compose_limit env -i "${docker_environment[@]}" "IMAGE=${release[$number.image]}" \
    docker compose --ansi never --project-name "$project" --project-directory "$here" \
    --file "$here/releases/$number/compose.yaml" --env-file "$here/releases/$number/.env" "$@"
}

app_services() { # release
  jq -r "$file_references"' .compose.services | to_entries[] | select(.value.image | names_image) | .key' \
    "$here/releases/$1/configuration.json"
}

# Fetches what is not here yet, before anything is touched.
pull_images() { # release
  local image images options began=$SECONDS
  mapfile -t images < <(sort -u "$here/releases/$1/images")
  if docker image inspect --format '{{.Id}}' "${images[@]}" >/dev/null 2>&1; then return 0; fi
  for image in "${images[@]}"; do
    if docker image inspect --format '{{.Id}}' "$image" >/dev/null 2>&1; then continue; fi
    say "pulling $(short "$image")"
    options=()
    if [ "$registry" = "$(registry_of "$image")" ]; then options=(--config "$work/docker"); fi
    if ! timeout --kill-after=30 $pull_limit docker "${options[@]}" pull --quiet "$image" >"$work/pull.out" 2>&1; then
      failed_check=pull
      failed_message=$(sentence "$(short "$image") could not be pulled: $(last_line "$work/pull.out")")
      return 1
    fi
  done
  say "pulled in $((SECONDS - began)) s"
}

# The first part of an image's name, if it looks like a host; Docker's own rule.
registry_of() { # image
  case "${1%%/*}" in
    *[.:]* | localhost) printf '%s' "${1%%/*}" ;;
    *) printf 'docker.io' ;;
  esac
}

last_line() { # file
  grep -v '^[[:space:]]*$' "$1" | tail -n 1 | redact | head -c 1000 | tr -d '\n'
}

# --- Secrets ---------------------------------------------------------------------------------------

# Every text that must not leave, in every form it is likely to take: of all configurations that are
# kept here, so also of those that were, and of the request.
gather_secrets() {
  local file files=("$work/request.json")
  for file in "$here/applied.json" "$here"/releases/*/configuration.json; do
    if [ -e "$file" ]; then files+=("$file"); fi
  done
  jq -cn "$forms_of_secrets" "${files[@]}" >"$work/secrets.json"
}

# Texts shorter than three characters are left: they are everywhere, and hiding them tells them.
readonly forms_of_secrets='
  def replace(from; to): split(from) | join(to);
  def code_unit: . as $number | [4096, 256, 16, 1]
    | map(($number / . | floor) % 16 | . as $digit | "0123456789abcdef"[$digit:$digit + 1]) | "\\u" + join("");
  def escaped:
    if . > 65535 then . - 65536 | ((. / 1024 | floor) + 55296 | code_unit) + (. % 1024 + 56320 | code_unit) else code_unit end;
  def inside_json: tojson | .[1:-1];
  def escape_where(condition): explode | map(. as $point | if condition then escaped else [$point] | implode end) | join("");
  def json_forms:
    inside_json
    | ., replace("/"; "\\/"), escape_where(. > 126), escape_where(. == 60 or . == 62 or . == 38),
      (replace("\\\""; "\\u0022") | escape_where(. > 126 or . == 60 or . == 62 or . == 38 or . == 39 or . == 43 or . == 96)
        | ., gsub("\\\\u(?<digits>[0-9a-f]{4})"; "\\u" + (.digits | ascii_upcase)));
  # A text inside a longer one starts at any of three places of a group of base64.
  def base64_forms:
    . as $text | (utf8bytelength) as $length
    | range(3) as $shift
    | (["", "-", "--"][$shift] + $text | @base64 | rtrimstr("=") | rtrimstr("="))[[0, 2, 3][$shift]:]
    | if ($length + $shift) % 3 == 0 then . else .[:-1] end
    | select(length >= 4)
    | ., gsub("\\+"; "-") | gsub("/"; "_") ;
  def lines($width): . as $text | range(0; length; $width) as $start | $text[$start:$start + $width];
  def wrapped: @base64 | select(length > 64) | (lines(64), lines(76)) | select(length >= 16);
  def forms:
    ., json_forms, @uri, (@uri | replace("%20"; "+")), @html, replace("\u0027"; "\u0027\\\u0027\u0027"),
    (replace("\\"; "\\\\") | replace("\""; "\\\"") | replace("$"; "\\$") | replace("\n"; "\\n") | replace("\r"; "\\r") | replace("\t"; "\\t")),
    replace("\n"; "\\n"), base64_forms, @base64, (@base64 | rtrimstr("=") | rtrimstr("=")), wrapped;
  def printable: explode | map(select(. == 9 or . == 10 or . >= 32 and . != 127)) | implode;
  [inputs | ((.configuration.secrets? // .secrets? // {})[]), (.registry.password? // empty), (.registry // empty | "\(.user):\(.password)" | @base64)]
  | map(strings | select(length >= 3)) | unique
  | map(., rtrimstr("\n"), (split("\n")[] | rtrimstr("\r"))) | unique
  | map(select(length >= 3) | forms | ., printable | select(length >= 3)) | unique | sort_by(-length)'

# Takes every secret out of what comes on standard input, and what a terminal would obey.
redact() {
  [ -e "$work/secrets.json" ] || gather_secrets
  jq -Rrsj --slurpfile secrets "$work/secrets.json" '
    explode | map(select(. == 9 or . == 10 or . >= 32 and . != 127)) | implode
    | reduce $secrets[0][] as $secret (.; split($secret) | join("[redacted]"))' 2>/dev/null
}

# --- History and clearing up -----------------------------------------------------------------------

# Answers, writes the history, and ends. The message holds no secret any more.
finish() { # code, outcome, message
  # An `up` shows what was said, and nobody reads its answer; who deploys reads the answer.
  if [ "$action" = apply ]; then say "$3"; fi
  record "$action" "$@"
  # The history has it, so the switch is over.
  rm -f "$here/switching.json" "$work/request.json" "$work/configuration.json" "$work/secrets.json"
  head -n 1 "$work/record"
  exit "$1"
}

restored='' # true: what was asked for served already, and did not run

# Writes the answer and the line of the history, one each, and appends the latter.
record() { # action, code, outcome, message
  local number by_hand=null files=()
  number=$(current)
  case "$3" in serving | unchanged) ;; *) by_hand=$(tell_hand) ;; esac
  if [ -n "$number" ]; then files+=("$here/releases/$number/release.json"); fi
  [ -e "$work/failure.json" ] || printf 'null' >"$work/failure.json"
  jq -cn --argjson protocol $protocol --arg app "$app" --arg action "$1" --argjson code "$2" --arg outcome "$3" \
    --arg message "$4" --argjson seconds $((SECONDS - started)) --arg at "$(now)" \
    --argjson byHand "$by_hand" --argjson restored "${restored:-null}" \
    --slurpfile request "$work/request.json" --slurpfile failure "$work/failure.json" "$public_release"'
    ([inputs][0] | if . then public else null end) as $release
    | {$protocol, $code, $outcome, $message, $release, $byHand, $restored, failure: $failure[0], $seconds},
      {$at, $app, $action, $code, $outcome, $message, $release, $seconds,
        failure: ($failure[0] | if . then del(.log) else null end), cause: $request[0].cause}
    | with_entries(select(.value != null))' "${files[@]}" </dev/null >"$work/record"
  tail -n 1 "$work/record" | append_history
}

append_history() {
  local history=$here/history.jsonl
  # A line that was cut short stays by itself.
  if [ -s "$history" ] && [ -n "$(tail -c 1 "$history")" ]; then printf '\n' >>"$history"; fi
  cat >>"$history"
  if [ "$(wc -l <"$history")" -gt $((kept_history + kept_history / 5)) ]; then
    tail -n $kept_history "$history" | write_file "$history"
  fi
}

# Releases beyond the newest that served go, with those that never did, their files, and their images
# unless another release on this server has them.
prune() {
  local number image used path
  for number in $(served_releases | head -n -$kept_releases); do
    if [ "$number" = "$(current)" ]; then continue; fi
    printf '%s\n' "${release[$number.image]}" >>"$here/unused"
    rm -rf "$here/releases/$number"
  done
  for path in "$here"/releases/*; do
    number=${path##*/}
    if [ -z "${release[$number.since]:-}" ] && [ "$number" != "$(current)" ]; then rm -rf "$path"; fi
  done
  for path in "$here"/files/*; do
    if [ -d "$path" ] && ! grep -qsF "$path/" "$here"/releases/*/compose.yaml; then rm -rf "$path"; fi
  done
  for path in "$here"/log/*; do printf '%s\n' "$path"; done | head -n -$kept_logs | while IFS= read -r path; do rm -f "$path"; done
  [ -s "$here/unused" ] || return 0
  used=$(cat "$folder"/*/*/releases/*/release.json 2>/dev/null | jq -r .image)
  sort -u "$here/unused" | while IFS= read -r image; do
    grep -qxF "$image" <<<"$used" || docker image rm "$image" >/dev/null 2>&1
  done
  rm -f "$here/unused"
}

tell_history() {
  local last files=()
  last=${asked[last]:-20}
  if [ -n "$app" ]; then files=("$here/history.jsonl"); else files=("$folder/$environment"/*/history.jsonl); fi
  cat "${files[@]}" 2>/dev/null | jq -Rn --argjson protocol $protocol --argjson last "$last" \
    '{$protocol, code: 0, entries: ([inputs | fromjson?] | sort_by(.at) | .[-$last:])}'
}

# --- Status ----------------------------------------------------------------------------------------

tell_status() {
  local apps=() path name
  if [ -n "$app" ]; then
    apps=("$app")
  else
    for path in "$folder/$environment"/*/; do
      path=${path%/}
      if [ -d "$path" ]; then apps+=("${path##*/}"); fi
    done
  fi
  for name in "${apps[@]}"; do
    status_of "$name"
  done | jq -s --argjson protocol $protocol --arg environment "$environment" '{$protocol, code: 0, $environment, apps: .}'
}

status_of() { # app
  local app=$1 number message='' healthy=false applied='' ids rules told=null
  enter_app
  read_releases
  rm -f "$work/secrets.json"
  look_for_hand
  number=$(current)
  if [ -e "$here/applied.json" ]; then applied=$(hash_of "$here/applied.json"); fi
  reported=''
  if [ -n "$number" ]; then
    told=$(jq -c "$public_release public" "$here/releases/$number/release.json")
    mapfile -t rules < <(jq -r '.health // {} | .url // "", .version // ""' "$here/releases/$number/configuration.json")
    if is_healthy "${rules[0]}" "${rules[1]}" "${release[$number.version]:-}"; then healthy=true; else message=$failed_message; fi
  elif [ -n "$applied" ]; then
    message='The configuration waits for its first image.'
  else
    message='Nothing has been laid down.'
  fi
  if [ -e "$here/switching.json" ] && flock --exclusive --nonblock "$here/lock" true; then
    message="A switch was interrupted; the next call puts it right.${message:+ $message}"
  fi
  mapfile -t ids < <(containers)
  if [ ${#ids[@]} -gt 0 ]; then docker inspect "${ids[@]}" 2>/dev/null; else printf '[]'; fi |
    jq --arg app "$app" --argjson release "$told" --arg applied "$applied" --argjson healthy $healthy \
      --arg reported "$reported" --arg message "$message" --argjson byHand "$(tell_hand)" --argjson refused "$(cat "$here/refused.json" 2>/dev/null || printf '[]')" '
      def text: if . == "" then null else . end;
      {$app, $release, $byHand, applied: ($applied | text), $healthy, reported: ($reported | text), message: ($message | text),
        services: (map({
          service: .Config.Labels["com.docker.compose.service"],
          container: .Name[1:],
          state: .State.Status,
          health: (.State.Health.Status // "none"),
          image: .Config.Image
        }) | sort_by(.service, .container)),
        refused: ($refused | map(.digest))}
      | with_entries(select(.value != null))'
}

# --- Bootstrap -------------------------------------------------------------------------------------

# The first contact, as root: checks what is needed, makes the user and the folders, puts this script
# in place, and binds the environment's keys to it. Done again, it changes what differs.
bootstrap() { # path of this script
  local user home problems
  action=bootstrap
  if [ "$EUID" -ne 0 ]; then
    reply $not_allowed 'not allowed' 'Bootstrap needs root: log in as root, or as a user who may use sudo without a password.'
  fi
  problems=$(missing_tools)
  if [ -n "$problems" ]; then
    reply $not_ready 'not ready' "This server lacks what slipway-host needs: ${problems//$'\n'/ }"
  fi
  make_work
  cat >"$work/request.json"
  if ! problems=$(jq -r "$problems_of_bootstrap" "$work/request.json" 2>/dev/null); then
    reply $bad_request 'bad request' 'The request is not a JSON object.'
  fi
  if [ -n "$problems" ]; then
    reply $bad_request 'bad request' "The request can not be served: ${problems//$'\n'/ }"
  fi
  { read -r folder && read -r environment && read -r user; } < <(jq -r '.folder, .environment, .user' "$work/request.json")

  ensure_user "$user"
  home=$(home_of "$user")
  if [ -z "$home" ]; then reply $not_ready 'not ready' "The user $user has no home folder."; fi
  mkdir -p "$folder/bin" "$folder/$environment" || reply $not_ready 'not ready' "The folder $folder can not be made."
  chmod 755 "$folder" "$folder/bin"
  # The user of the keys may run the script and not change it.
  chown "$user:" "$folder/$environment"
  chmod 700 "$folder/$environment"
  cp "$1" "$folder/bin/slipway-host.new"
  chmod 755 "$folder/bin/slipway-host.new"
  mv -f "$folder/bin/slipway-host.new" "$folder/bin/slipway-host"
  write_keys "$home" "$user"
  check_access "$user"
  say "slipway-host is ready for $environment in $folder"
  jq -n --argjson protocol $protocol --arg message "slipway-host is ready for $environment." \
    --arg script "$(sha256sum <"$folder/bin/slipway-host" | cut -c 1-12)" \
    '{$protocol, code: 0, outcome: "ready", $message, $script}'
}

readonly problems_of_bootstrap='
  def is_text: type == "string" and length > 0;
  (select(.environment | is_text and test("^[A-Za-z0-9][A-Za-z0-9._-]*$") | not) | "`environment` must be the name of one."),
  (select(.folder | is_text and test("^/[A-Za-z0-9._/-]+$") and (contains("..") | not) | not)
    | "`folder` must be an absolute path of letters, digits, `.`, `_` and `-`."),
  (select(.user | is_text and test("^[a-z_][a-z0-9_-]*$") | not) | "`user` must be the name of one."),
  (if (.keys | type) != "array" then "`keys` is missing."
   else .keys[]
    | (select(.public | is_text and test("^(ssh-ed25519|ecdsa-sha2-nistp[0-9]+|sk-[a-z0-9@.-]+|ssh-rsa) [A-Za-z0-9+/=]+$") | not)
        | "A key\u0027s `public` must be of OpenSSH\u0027s form, without a comment."),
      (select(.role | IN("configurator", "deployer", "puller", "observer") | not)
        | "A key\u0027s `role` must be configurator, deployer, puller or observer."),
      (select(.app != null and (.app | is_text and test("^[A-Za-z0-9][A-Za-z0-9._-]*$") | not)) | "A key\u0027s `app` must be the name of one."),
      (select((.role | IN("deployer", "puller")) and .app == null) | "A \(.role)\u0027s key must name its `app`.")
   end)'

# One sentence per tool that is missing or too old, each with what to do.
missing_tools() {
  local tool version packages=()
  for tool in jq curl flock setsid sha256sum base64 timeout; do
    command -v "$tool" >/dev/null && continue
    case "$tool" in
      flock | setsid) packages+=(util-linux) ;;
      sha256sum | base64 | timeout) packages+=(coreutils) ;;
      *) packages+=("$tool") ;;
    esac
  done
  if [ ${#packages[@]} -gt 0 ]; then
    mapfile -t packages < <(printf '%s\n' "${packages[@]}" | sort -u)
    printf 'Install %s: `%s`.\n' "${packages[*]}" "$(install_command) ${packages[*]}"
  fi
  if ! command -v docker >/dev/null; then
    printf 'Install Docker Engine with the Compose plugin: https://docs.docker.com/engine/install/.\n'
    return
  fi
  version=$(docker version --format '{{.Server.Version}}' 2>/dev/null) ||
    printf 'The Docker daemon does not answer: `systemctl enable --now docker`.\n'
  if [ -n "$version" ] && ! is_at_least "$version" 20.10; then
    printf 'Docker is %s, and 20.10 or newer is needed.\n' "$version"
  fi
  if ! version=$(docker compose version --short 2>/dev/null); then
    printf 'Install the Compose plugin, 2.24 or newer: `%s docker-compose-plugin` (Docker'\''s own packages).\n' "$(install_command)"
  elif ! is_at_least "${version#v}" 2.24; then
    printf 'Docker Compose is %s, and 2.24 or newer is needed.\n' "$version"
  fi
}

install_command() {
  if command -v apt-get >/dev/null; then
    printf 'apt-get install --yes'
  elif command -v dnf >/dev/null; then
    printf 'dnf install --assumeyes'
  elif command -v apk >/dev/null; then
    printf 'apk add'
  else
    printf 'zypper install'
  fi
}

is_at_least() { # version, least version
  [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$2" ]
}

ensure_user() { # user
  if ! id -u "$1" >/dev/null 2>&1; then
    say "creating the user $1"
    # `*` is a password that never fits; sshd takes `!`, useradd's own, for a locked account.
    useradd --create-home --shell /bin/bash --password '*' "$1" >&2 ||
      reply $not_ready 'not ready' "The user $1 can not be created."
  fi
  if [ "$(id -u "$1")" -ne 0 ] && getent group docker >/dev/null && ! id -nG "$1" | grep -qw docker; then
    say "giving $1 access to Docker"
    usermod --append --groups docker "$1" >&2
  fi
}

home_of() { # user
  if [ "$1" = "$(id -un)" ] && [ -z "${SUDO_USER:-}" ]; then
    printf '%s' "$HOME"
  else
    getent passwd "$1" | cut -d : -f 6
  fi
}

# Rewrites this environment's block of authorized_keys and leaves every other line alone.
write_keys() { # home, user
  local file=$1/.ssh/authorized_keys lock begin="# slipway $environment begin" end="# slipway $environment end"
  mkdir -p "$1/.ssh"
  exec {lock}>>"$folder/bin/.lock"
  flock --exclusive "$lock"
  touch "$file"
  {
    awk -v begin="$begin" -v end="$end" '$0 == begin { inside = 1 } !inside { print } $0 == end { inside = 0 }' "$file"
    if [ "$(jq '.keys | length' "$work/request.json")" -gt 0 ]; then
      printf '%s\n' "$begin"
      jq -r '.folder as $folder | .environment as $environment | .keys[]
        | "restrict,command=\"\($folder)/bin/slipway-host --folder \($folder) --role \(.role) --environment \($environment)"
          + (if .app then " --app \(.app)" else "" end) + "\" \(.public)"' "$work/request.json"
      printf '%s\n' "$end"
    fi
  } >"$file.new"
  chmod 600 "$file.new"
  chown "$2:" "$file.new"
  mv -f "$file.new" "$file"
  if [ "$2" != root ]; then
    chown "$2:" "$1/.ssh"
    chmod 700 "$1/.ssh"
  fi
  exec {lock}>&-
}

check_access() { # user
  if [ "$1" = "$(id -un)" ]; then return; fi
  runuser -u "$1" -- docker version >/dev/null 2>&1 ||
    reply $not_ready 'not ready' "The user $1 can not reach Docker. \`usermod --append --groups docker $1\` gives access."
}

main "$@"
exit
