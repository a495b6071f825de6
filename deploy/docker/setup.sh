#!/bin/sh
# Once before the first start, and after each change of the settings: topics, rights, users and the master key. It may be
# killed and run again: what is there already stays. Passwords stand in files that their owner alone reads.
set -eu
cd "${HUB_HOME:-/etc/fengqiao-hub}"
umask 077
hub --settings hub.toml topics apply --cluster admin.toml --yes
for who in hub.workers hub.service hub.forwarder; do
    [ -s "secrets/$who.password" ] || hub principal add "$who" --cluster admin.toml --to "secrets/$who.password"
done
if [ ! -s secrets/hub.key ]; then
    rm -rf secrets/site
    hub init secrets/site --yes
    mv secrets/site/secrets/hub.key secrets/hub.key
    rm -rf secrets/site
fi
