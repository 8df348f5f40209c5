# SPDX-License-Identifier: Apache-2.0
# bash completion of pmlctl. Commands and options are those of pmlctl --help; domains come from the unit (pmlctl list), if it can be asked.

_pmlctl_domains() {
  pmlctl list --json 2>/dev/null | sed -n 's/.*"domain": \([0-9]*\).*/\1/p'
}

_pmlctl() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} word command='' domain='' skip='' i
  local common='--unit --json --timeout --help --version'
  local -A options=(
    [enable-log-dirty]='--pages --memory --vcpus --writes-only --accumulate'
    [disable-log-dirty]=''
    [list]=''
    [status]=''
    [wss]='--period --watch --count'
    [harvest]='--kind --out --gfns --peek'
    [hot]='--epochs --seen --period --kind --out'
    [records]='--count'
    [selftest]='--scale --dom --vcpu --seed'
  )
  COMPREPLY=()
  case $prev in
    --kind) mapfile -t COMPREPLY < <(compgen -W 'written accessed' -- "$cur"); return ;;
    --unit) mapfile -t COMPREPLY < <(compgen -G "${cur:-/dev/openpml}*"); return ;;
    --out) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    --pages | --memory | --vcpus | --period | --count | --epochs | --seen | --scale | --dom | --vcpu | --seed | --timeout) return ;;
  esac
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ -n $skip ]]; then skip=''; continue; fi
    case $word in
      --unit | --timeout | --pages | --memory | --vcpus | --period | --count | --kind | --out | --epochs | --seen | --scale | --dom | --vcpu | --seed) skip=1 ;;
      -*) ;;
      *) if [[ -z $command ]]; then command=$word; else domain=$word; fi ;;
    esac
  done
  if [[ $cur == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$common ${options[${command:-none}]-}" -- "$cur")
  elif [[ -z $command ]]; then
    mapfile -t COMPREPLY < <(compgen -W "${!options[*]}" -- "$cur")
  elif [[ -z $domain && $command =~ ^(enable-log-dirty|disable-log-dirty|status|wss|harvest|hot|records)$ ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_pmlctl_domains)" -- "$cur")
  fi
}
complete -F _pmlctl pmlctl
