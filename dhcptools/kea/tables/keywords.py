"""Keywords of Kea's configuration: in which maps they may stand, what they hold, since and until which version.

MAPS has a paragraph a map: the daemons that have it and its name, then its keywords, ``keyword:TYPE[@SINCE][-UNTIL]``.
``SINCE`` is the first release that takes it (none: 2.2 or older), ``UNTIL`` the first that does not any more. Types:

- ``i`` integer, ``b`` boolean, ``s`` string, ``f`` floating point, ``=name`` one of the words in ENUMERATIONS;
- ``{name}`` a map of that name, ``{*}`` a map with anything in it;
- ``[name]`` a list of such maps, ``[s]`` of strings, ``[=name]`` of words, ``[*]`` of anything.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

MAPS: Final = """
Dhcp4 / Dhcp4
  interfaces-config:{interfaces-config} lease-database:{lease-database} hosts-database:{hosts-database}@-3.3.1
  hosts-databases:[hosts-database] valid-lifetime:i renew-timer:i rebind-timer:i decline-probation-period:i
  subnet4:[subnet4] shared-networks:[shared-networks] option-def:[option-def] option-data:[option-data]
  user-context:{*} comment:s reservation-mode:=reservation-mode@-2.6
  host-reservation-identifiers:[=host-reservation-identifiers] loggers:[loggers] client-classes:[client-classes]
  reservations:[reservations] hooks-libraries:[hooks-libraries] expired-leases-processing:{expired-leases-processing}
  dhcp4o6-port:i control-socket:{control-socket}@-3.3.1 dhcp-ddns:{dhcp-ddns} echo-client-id:b match-client-id:b
  next-server:s server-hostname:s boot-file-name:s sanity-checks:{sanity-checks} config-control:{config-control}
  min-valid-lifetime:i max-valid-lifetime:i server-tag:s calculate-tee-times:b t1-percent:f t2-percent:f
  dhcp-queue-control:{dhcp-queue-control} hostname-char-set:s hostname-char-replacement:s authoritative:b
  statistic-default-sample-count:i statistic-default-sample-age:i ddns-send-updates:b ddns-override-no-update:b
  ddns-override-client-update:b ddns-replace-client-name:=replace-client-name ddns-generated-prefix:s
  ddns-qualifying-suffix:s store-extended-info:b multi-threading:{multi-threading} parked-packet-limit:i
  ddns-update-on-renew:b ddns-use-conflict-resolution:b reservations-global:b reservations-in-subnet:b
  reservations-out-of-pool:b cache-threshold:f cache-max-age:i ip-reservations-unique:b compatibility:{compatibility}
  early-global-reservations-lookup:b reservations-lookup-first:b allocator:s@2.4 ddns-ttl-percent:f@2.4
  offer-lifetime:i@2.4 ddns-conflict-resolution-mode:=ddns-conflict-resolution-mode@2.6 stash-agent-options:b@2.6
  ddns-ttl:i@3.0 ddns-ttl-min:i@3.0 ddns-ttl-max:i@3.0 control-sockets:[control-socket]@3.0
  adaptive-lease-time-threshold:f@3.2
Dhcp4 / interfaces-config
  dhcp-socket-type:=dhcp-socket-type outbound-interface:=outbound-interface interfaces:[s] re-detect:b
  user-context:{*} comment:s service-sockets-require-all:b service-sockets-retry-wait-time:i
  service-sockets-max-retries:i
Dhcp4 Dhcp6 / hosts-database
  readonly:b type:=database-type user:s password:s host:s port:i persist:b lfc-interval:i connect-timeout:i
  keyspace:s@-2.2 reconnect-wait-time:i request-timeout:i@-2.2 tcp-keepalive:i@-2.2 tcp-nodelay:b@-2.2
  contact-points:s@-2.2 max-reconnect-tries:i name:s consistency:s@-2.2 serial-consistency:s@-2.2 on-fail:=on-fail
  trust-anchor:s cert-file:s key-file:s cipher-list:s read-timeout:i@2.4 write-timeout:i@2.4 tcp-user-timeout:i@2.4
  retry-on-startup:b@2.6 password-file:s@3.3.1 ssl-mode:=ssl-mode@3.2
Dhcp4 Dhcp6 / config-database
  type:=database-type user:s password:s host:s port:i persist:b lfc-interval:i connect-timeout:i keyspace:s@-2.2
  reconnect-wait-time:i request-timeout:i@-2.2 tcp-keepalive:i@-2.2 tcp-nodelay:b@-2.2 contact-points:s@-2.2
  max-reconnect-tries:i name:s consistency:s@-2.2 serial-consistency:s@-2.2 on-fail:=on-fail trust-anchor:s
  cert-file:s key-file:s cipher-list:s read-timeout:i@2.4 write-timeout:i@2.4 tcp-user-timeout:i@2.4
  retry-on-startup:b@2.6 password-file:s@3.3.1 ssl-mode:=ssl-mode@3.2
Dhcp4 Dhcp6 / lease-database
  type:=database-type user:s password:s host:s port:i persist:b lfc-interval:i connect-timeout:i keyspace:s@-2.2
  reconnect-wait-time:i request-timeout:i@-2.2 tcp-keepalive:i@-2.2 tcp-nodelay:b@-2.2 contact-points:s@-2.2
  max-reconnect-tries:i name:s consistency:s@-2.2 serial-consistency:s@-2.2 max-row-errors:i on-fail:=on-fail
  trust-anchor:s cert-file:s key-file:s cipher-list:s read-timeout:i@2.4 write-timeout:i@2.4 tcp-user-timeout:i@2.4
  retry-on-startup:b@2.6 password-file:s@3.3.1 ssl-mode:=ssl-mode@3.2
Dhcp4 Dhcp6 / option-def
  type:s name:s user-context:{*} comment:s code:i space:s record-types:s encapsulate:s array:b
Dhcp4 / client-classes
  valid-lifetime:i option-def:[option-def] option-data:[option-data] name:s user-context:{*} comment:s test:s
  only-if-required:b next-server:s server-hostname:s boot-file-name:s min-valid-lifetime:i max-valid-lifetime:i
  template-test:s@2.4 offer-lifetime:i@2.4 only-in-additional-list:b@3.0
Dhcp4 / shared-networks
  valid-lifetime:i renew-timer:i rebind-timer:i subnet4:[subnet4] option-data:[option-data] name:s user-context:{*}
  comment:s interface:s reservation-mode:=reservation-mode@-2.6 client-classes:[s]@3.0 require-client-classes:[s]
  client-class:s relay:{relay} match-client-id:b next-server:s server-hostname:s boot-file-name:s min-valid-lifetime:i
  max-valid-lifetime:i calculate-tee-times:b t1-percent:f t2-percent:f hostname-char-set:s hostname-char-replacement:s
  authoritative:b ddns-send-updates:b ddns-override-no-update:b ddns-override-client-update:b
  ddns-replace-client-name:=replace-client-name ddns-generated-prefix:s ddns-qualifying-suffix:s store-extended-info:b
  ddns-update-on-renew:b ddns-use-conflict-resolution:b reservations-global:b reservations-in-subnet:b
  reservations-out-of-pool:b cache-threshold:f cache-max-age:i allocator:s@2.4 ddns-ttl-percent:f@2.4
  offer-lifetime:i@2.4 ddns-conflict-resolution-mode:=ddns-conflict-resolution-mode@2.6 ddns-ttl:i@3.0
  ddns-ttl-min:i@3.0 ddns-ttl-max:i@3.0 evaluate-additional-classes:[s]@3.0 adaptive-lease-time-threshold:f@3.2
Dhcp4 / subnet4
  valid-lifetime:i renew-timer:i rebind-timer:i option-data:[option-data] pools:[pools] user-context:{*} comment:s
  subnet:s interface:s interface-id:s@-1.6 id:i rapid-commit:b@-1.6 reservation-mode:=reservation-mode@-2.6
  client-classes:[s]@3.0 require-client-classes:[s] client-class:s reservations:[reservations] relay:{relay}
  4o6-interface:s 4o6-interface-id:s 4o6-subnet:s match-client-id:b next-server:s server-hostname:s boot-file-name:s
  min-valid-lifetime:i max-valid-lifetime:i calculate-tee-times:b t1-percent:f t2-percent:f hostname-char-set:s
  hostname-char-replacement:s authoritative:b ddns-send-updates:b ddns-override-no-update:b
  ddns-override-client-update:b ddns-replace-client-name:=replace-client-name ddns-generated-prefix:s
  ddns-qualifying-suffix:s store-extended-info:b ddns-update-on-renew:b ddns-use-conflict-resolution:b
  reservations-global:b reservations-in-subnet:b reservations-out-of-pool:b cache-threshold:f cache-max-age:i
  allocator:s@2.4 ddns-ttl-percent:f@2.4 offer-lifetime:i@2.4
  ddns-conflict-resolution-mode:=ddns-conflict-resolution-mode@2.6 ddns-ttl:i@3.0 ddns-ttl-min:i@3.0
  ddns-ttl-max:i@3.0 evaluate-additional-classes:[s]@3.0 adaptive-lease-time-threshold:f@3.2
Dhcp4 Dhcp6 / pools
  option-data:[option-data] pool:s user-context:{*} comment:s client-classes:[s]@3.0 require-client-classes:[s]
  client-class:s hostname-char-set:s@3.0 hostname-char-replacement:s@3.0 ddns-send-updates:b@3.0
  ddns-override-no-update:b@3.0 ddns-override-client-update:b@3.0 ddns-replace-client-name:=replace-client-name@3.0
  ddns-generated-prefix:s@3.0 ddns-qualifying-suffix:s@3.0 ddns-update-on-renew:b@3.0 ddns-ttl-percent:f@3.0
  pool-id:i@2.4 ddns-conflict-resolution-mode:=ddns-conflict-resolution-mode@3.0 ddns-ttl:i@3.0 ddns-ttl-min:i@3.0
  ddns-ttl-max:i@3.0 evaluate-additional-classes:[s]@3.0
Dhcp4 / reservations
  option-data:[option-data] user-context:{*} comment:s client-classes:[s] duid:s hw-address:s client-id:s circuit-id:s
  flex-id:s hostname:s ip-address:s next-server:s server-hostname:s boot-file-name:s
Dhcp4 Dhcp6 DhcpDdns / loggers
  name:s user-context:{*} comment:s output_options:[output-options] debuglevel:i severity:s
  output-options:[output-options]@2.6
Dhcp4 Dhcp6 DhcpDdns / output-options
  output:s flush:b maxsize:i maxver:i pattern:s
Dhcp4 Dhcp6 / option-data
  name:s data:s always-send:b user-context:{*} comment:s code:i client-classes:[s]@3.0 space:s csv-format:b
  never-send:b@2.4
Dhcp4 Dhcp6 / control-socket
  user-context:{*} comment:s socket-type:s socket-name:s trust-anchor:s@3.0 cert-file:s@3.0 key-file:s@3.0
  socket-address:s@3.0 socket-port:i@3.0 authentication:{authentication}@3.0 cert-required:b@3.0
  http-headers:[http-headers]@3.0
Dhcp4 Dhcp6 / dhcp-ddns
  user-context:{*} comment:s enable-updates:b qualifying-suffix:s@-2.6 server-ip:s server-port:i sender-ip:s
  sender-port:i max-queue-size:i ncr-protocol:=ncr-protocol ncr-format:=ncr-format always-include-fqdn:b@-1.6
  override-no-update:b@-2.6 override-client-update:b@-2.6 replace-client-name:=replace-client-name@-2.6
  generated-prefix:s@-2.6 hostname-char-set:s@-2.6 hostname-char-replacement:s@-2.6
Dhcp4 Dhcp6 / multi-threading
  user-context:{*} comment:s enable-multi-threading:b thread-pool-size:i packet-queue-size:i
Dhcp4 Dhcp6 / dhcp-queue-control
  user-context:{*} comment:s enable-queue:b queue-type:s capacity:i
Dhcp4 Dhcp6 / relay
  ip-address:s@-2.6 ip-addresses:[s]
Dhcp4 Dhcp6 DhcpDdns / hooks-libraries
  parameters:{*} library:s
Dhcp4 Dhcp6 / expired-leases-processing
  reclaim-timer-wait-time:i flush-reclaimed-timer-wait-time:i hold-reclaimed-time:i max-reclaim-leases:i
  max-reclaim-time:i unwarned-reclaim-cycles:i
Dhcp4 Dhcp6 / sanity-checks
  lease-checks:=lease-checks extended-info-checks:=extended-info-checks@2.4
Dhcp4 Dhcp6 / config-control
  config-databases:[config-database] config-fetch-wait-time:i
Dhcp4 / compatibility
  lenient-option-parsing:b ignore-dhcp-server-identifier:b@2.4 ignore-rai-link-selection:b@2.4
  exclude-first-last-24:b@2.4
Dhcp4 Dhcp6 DhcpDdns / authentication
  type:=auth-type@3.0 user-context:{*}@3.0 comment:s@3.0 realm:s@3.0 directory:s@3.0 clients:[clients]@3.0
Dhcp4 Dhcp6 DhcpDdns / clients
  user:s@3.0 password:s@3.0 user-context:{*}@3.0 comment:s@3.0 user-file:s@3.0 password-file:s@3.0
Dhcp4 Dhcp6 / http-headers
  name:s@3.0 user-context:{*}@3.0 comment:s@3.0 value:s@3.0
Dhcp6 / Dhcp6
  interfaces-config:{interfaces-config} lease-database:{lease-database} hosts-database:{hosts-database}@-3.3.1
  hosts-databases:[hosts-database] preferred-lifetime:i valid-lifetime:i renew-timer:i rebind-timer:i
  decline-probation-period:i subnet6:[subnet6] shared-networks:[shared-networks] option-def:[option-def]
  option-data:[option-data] user-context:{*} comment:s reservation-mode:=reservation-mode@-2.6
  mac-sources:[*] relay-supplied-options:[*] host-reservation-identifiers:[=host-reservation-identifiers]
  loggers:[loggers] client-classes:[client-classes] reservations:[reservations] hooks-libraries:[hooks-libraries]
  server-id:{server-id} expired-leases-processing:{expired-leases-processing} dhcp4o6-port:i
  control-socket:{control-socket}@-3.3.1 dhcp-ddns:{dhcp-ddns} hostname-char-set:s hostname-char-replacement:s
  data-directory:s sanity-checks:{sanity-checks} config-control:{config-control} min-preferred-lifetime:i
  max-preferred-lifetime:i min-valid-lifetime:i max-valid-lifetime:i server-tag:s calculate-tee-times:b t1-percent:f
  t2-percent:f dhcp-queue-control:{dhcp-queue-control} statistic-default-sample-count:i statistic-default-sample-age:i
  ddns-send-updates:b ddns-override-no-update:b ddns-override-client-update:b
  ddns-replace-client-name:=replace-client-name ddns-generated-prefix:s ddns-qualifying-suffix:s store-extended-info:b
  multi-threading:{multi-threading} parked-packet-limit:i ddns-update-on-renew:b ddns-use-conflict-resolution:b
  reservations-global:b reservations-in-subnet:b reservations-out-of-pool:b cache-threshold:f cache-max-age:i
  ip-reservations-unique:b compatibility:{compatibility} early-global-reservations-lookup:b
  reservations-lookup-first:b allocator:s@2.4 pd-allocator:s@2.4 ddns-ttl-percent:f@2.4
  ddns-conflict-resolution-mode:=ddns-conflict-resolution-mode@2.6 ddns-ttl:i@3.0 ddns-ttl-min:i@3.0
  ddns-ttl-max:i@3.0 control-sockets:[control-socket]@3.0 adaptive-lease-time-threshold:f@3.2
  allow-address-registration:b@3.2
Dhcp6 / interfaces-config
  interfaces:[s] re-detect:b user-context:{*} comment:s service-sockets-require-all:b
  service-sockets-retry-wait-time:i service-sockets-max-retries:i
Dhcp6 / client-classes
  preferred-lifetime:i valid-lifetime:i option-data:[option-data] name:s user-context:{*} comment:s test:s
  only-if-required:b min-preferred-lifetime:i max-preferred-lifetime:i min-valid-lifetime:i max-valid-lifetime:i
  template-test:s@2.4 only-in-additional-list:b@3.0
Dhcp6 / shared-networks
  preferred-lifetime:i valid-lifetime:i renew-timer:i rebind-timer:i subnet6:[subnet6] option-data:[option-data]
  name:s user-context:{*} comment:s interface:s interface-id:s rapid-commit:b reservation-mode:=reservation-mode@-2.6
  client-classes:[s]@3.0 require-client-classes:[s] client-class:s relay:{relay} hostname-char-set:s
  hostname-char-replacement:s min-preferred-lifetime:i max-preferred-lifetime:i min-valid-lifetime:i
  max-valid-lifetime:i calculate-tee-times:b t1-percent:f t2-percent:f ddns-send-updates:b ddns-override-no-update:b
  ddns-override-client-update:b ddns-replace-client-name:=replace-client-name ddns-generated-prefix:s
  ddns-qualifying-suffix:s store-extended-info:b ddns-update-on-renew:b ddns-use-conflict-resolution:b
  reservations-global:b reservations-in-subnet:b reservations-out-of-pool:b cache-threshold:f cache-max-age:i
  allocator:s@2.4 pd-allocator:s@2.4 ddns-ttl-percent:f@2.4
  ddns-conflict-resolution-mode:=ddns-conflict-resolution-mode@2.6 ddns-ttl:i@3.0 ddns-ttl-min:i@3.0
  ddns-ttl-max:i@3.0 evaluate-additional-classes:[s]@3.0 adaptive-lease-time-threshold:f@3.2
Dhcp6 / subnet6
  preferred-lifetime:i valid-lifetime:i renew-timer:i rebind-timer:i option-data:[option-data] pools:[pools]
  pd-pools:[pd-pools] user-context:{*} comment:s subnet:s interface:s interface-id:s id:i rapid-commit:b
  reservation-mode:=reservation-mode@-2.6 client-classes:[s]@3.0 require-client-classes:[s] client-class:s
  reservations:[reservations] relay:{relay} hostname-char-set:s hostname-char-replacement:s min-preferred-lifetime:i
  max-preferred-lifetime:i min-valid-lifetime:i max-valid-lifetime:i calculate-tee-times:b t1-percent:f t2-percent:f
  ddns-send-updates:b ddns-override-no-update:b ddns-override-client-update:b
  ddns-replace-client-name:=replace-client-name ddns-generated-prefix:s ddns-qualifying-suffix:s store-extended-info:b
  ddns-update-on-renew:b ddns-use-conflict-resolution:b reservations-global:b reservations-in-subnet:b
  reservations-out-of-pool:b cache-threshold:f cache-max-age:i allocator:s@2.4 pd-allocator:s@2.4
  ddns-ttl-percent:f@2.4 ddns-conflict-resolution-mode:=ddns-conflict-resolution-mode@2.6 ddns-ttl:i@3.0
  ddns-ttl-min:i@3.0 ddns-ttl-max:i@3.0 evaluate-additional-classes:[s]@3.0 adaptive-lease-time-threshold:f@3.2
Dhcp6 / pd-pools
  option-data:[option-data] prefix:s prefix-len:i excluded-prefix:s excluded-prefix-len:i delegated-len:i
  user-context:{*} comment:s client-classes:[s]@3.0 require-client-classes:[s] client-class:s pool-id:i@2.6
  evaluate-additional-classes:[s]@3.0
Dhcp6 / reservations
  option-data:[option-data] user-context:{*} comment:s client-classes:[s] ip-addresses:[s] prefixes:[s] duid:s
  hw-address:s hostname:s flex-id:s excluded-prefixes:[s]@3.0
Dhcp6 / compatibility
  lenient-option-parsing:b
Dhcp6 / server-id
  type:=duid-type persist:b user-context:{*} comment:s identifier:s htype:i time:i enterprise-id:i
Control-agent / Control-agent
  http-host:s http-port:i user-context:{*} comment:s control-sockets:{control-sockets}
  hooks-libraries:[hooks-libraries] loggers:[loggers] authentication:{authentication} trust-anchor:s cert-file:s
  key-file:s cert-required:b http-headers:[http-headers]@3.0
Control-agent / loggers
  user-context:{*} comment:s name:s output_options:[output-options] debuglevel:i severity:s
  output-options:[output-options]@2.6
Control-agent / output-options
  output:s flush:b maxsize:i maxver:i pattern:s
Control-agent / hooks-libraries
  library:s parameters:{*}
Control-agent / authentication
  user-context:{*} comment:s type:=auth-type realm:s clients:[clients] directory:s
Control-agent / clients
  user-context:{*} comment:s user:s password:s user-file:s password-file:s
Control-agent / http-headers
  user-context:{*}@3.0 comment:s@3.0 name:s@3.0 value:s@3.0
Control-agent / agent-socket
  user-context:{*} comment:s socket-name:s socket-type:=unix
DhcpDdns / DhcpDdns
  ip-address:s port:i dns-server-timeout:i ncr-protocol:=ncr-protocol ncr-format:=ncr-format user-context:{*}
  comment:s forward-ddns:{forward-ddns} reverse-ddns:{reverse-ddns} tsig-keys:[tsig-keys] loggers:[loggers]
  control-socket:{control-socket}@-3.3.1 hooks-libraries:[hooks-libraries] control-sockets:[control-socket]@3.0
DhcpDdns / control-socket
  user-context:{*} comment:s socket-type:s socket-name:s socket-address:s@3.0 socket-port:i@3.0
  authentication:{authentication}@3.0 trust-anchor:s@3.0 cert-file:s@3.0 key-file:s@3.0 cert-required:b@3.0
DhcpDdns / forward-ddns
  ddns-domains:[ddns-domains]
DhcpDdns / reverse-ddns
  ddns-domains:[ddns-domains]
DhcpDdns / ddns-domains
  user-context:{*} comment:s key-name:s dns-servers:[dns-servers] name:s
DhcpDdns / dns-servers
  ip-address:s port:i user-context:{*} comment:s key-name:s hostname:s
DhcpDdns / tsig-keys
  user-context:{*} comment:s algorithm:s digest-bits:i secret:s name:s secret-file:s@2.6
Control-agent / control-sockets
  dhcp4:{agent-socket} dhcp6:{agent-socket} d2:{agent-socket}
"""

# Words, and the versions of those that not all have. An open enumeration of a newer Kea takes any string in its grammar
# and refuses it later.
ENUMERATIONS: Final = MappingProxyType({
    "auth-type": "basic",
    "database-type": "memfile mysql postgresql",
    "ddns-conflict-resolution-mode":
        "check-with-dhcid no-check-with-dhcid check-exists-with-dhcid no-check-without-dhcid",
    "dhcp-socket-type": "raw udp",
    "duid-type": "LLT EN LL",
    "extended-info-checks": "none fix strict pedantic",
    "host-reservation-identifiers": "hw-address duid circuit-id client-id flex-id",
    "lease-checks": "none warn fix fix-del del",
    "ncr-format": "JSON json",
    "ncr-protocol": "UDP TCP udp tcp",
    "on-fail": "stop-retry-exit serve-retry-exit serve-retry-continue",
    "outbound-interface": "same-as-inbound use-routing",
    "replace-client-name": "when-present never always when-not-present",
    "reservation-mode": "disabled out-of-pool global all off",
    "ssl-mode": "disable prefer require verify-ca verify-full",
    "unix": "unix",
})  # fmt: skip  # rows

# What a map cannot do without, and whether Kea counts its place from the map or from the keyword that holds it.
MANDATORY: Final = MappingProxyType({
    "client-classes": "name",
    "config-database": "type",
    "ddns-domains": "name",
    "dhcp-ddns": "enable-updates",
    "dhcp-queue-control": "enable-queue",
    "dns-servers": "ip-address",
    "hooks-libraries": "library",
    "hosts-database": "type",
    "lease-database": "type",
    "multi-threading": "enable-multi-threading",
    "option-def": "name code type",
    "pd-pools": "prefix prefix-len delegated-len",
    "pools": "pool",
    "server-id": "type",
    "authentication": "type",
    "shared-networks": "name",
    "subnet4": "subnet",
    "subnet6": "subnet",
    "tsig-keys": "name algorithm",
})  # fmt: skip  # rows

# Maps whose emptiness is no fault of the grammar.
MAY_BE_EMPTY: Final = frozenset({
    "client-classes", "forward-ddns", "option-data", "option-def", "reservations", "reverse-ddns",
})  # fmt: skip  # names
# Lists that must have a member.
NOT_EMPTY: Final = frozenset({
    "client-classes", "dns-servers", "host-reservation-identifiers", "loggers", "mac-sources", "output-options",
    "output_options",
})  # fmt: skip  # keywords
# Maps in which an unknown keyword is a plain syntax error; in one of them any keyword may stand.
STRICT: Final = frozenset({
    "config-control", "expired-leases-processing", "output-options", "relay", "sanity-checks",
})  # fmt: skip  # names
OPEN: Final = frozenset({"dhcp-queue-control"})

# Numbers that D2's grammar itself bounds: lowest, highest, what Kea says.
BOUNDS: Final = MappingProxyType({
    "port": (1, 65535, "port must be greater than zero but less than 65536"),
    "dns-server-timeout": (1, None, "dns-server-timeout must be greater than zero"),
})  # fmt: skip  # rows
