internal import Analysis
internal import RunModel

/// What to set where events come together, by what the answers say of who passed them on.
enum HoldingRemedy {
    /// A program that is known to hold streams back, and what its documentation says against it.
    private struct Holder {
        /// In lower case, as they stand in `Server` or `Via`.
        var names: [String]
        var setting: String
    }

    /// By what is more particular first: APISIX and OpenResty are made of nginx.
    private static let holders = [
        // apisix.apache.org/docs/apisix/plugins/proxy-buffering
        Holder(
            names: ["apisix"],
            setting: "give the route the plugin proxy-buffering with disable_proxy_buffering true"),
        // nginx.org/en/docs/http/ngx_http_proxy_module.html (proxy_buffering), and tried: its gzip keeps
        // an event stream to its end unless buffering is off.
        Holder(
            names: ["nginx", "openresty", "tengine"],
            setting:
                "set 'proxy_buffering off;' or let the server send 'X-Accel-Buffering: no', and "
                + "keep text/event-stream out of gzip_types"),
        // caddyserver.com/docs/caddyfile/directives/reverse_proxy (flush_interval); caddyserver/caddy#6293
        Holder(
            names: ["caddy"],
            setting:
                "set 'flush_interval -1' in reverse_proxy, and do not 'encode' text/event-stream"),
        // httpd.apache.org/docs/2.4/mod/mod_proxy.html (flushpackets), mod_deflate (no-gzip)
        Holder(
            names: ["apache", "httpd"],
            setting: "set 'flushpackets=on' in ProxyPass, and 'no-gzip' for these paths"),
        // HAProxy's configuration manual, option http-no-delay
        Holder(names: ["haproxy"], setting: "set \(haproxy)"),
        // varnish-cache.org, VCL's variables
        Holder(names: ["varnish"], setting: "'set beresp.do_stream = true;'"),
        // The API of zones, settings/response_buffering; Cache-Control: no-transform keeps it from compressing.
        Holder(
            names: ["cloudflare"],
            setting: "turn the zone's response buffering off, and let the server send "
                + "'Cache-Control: no-transform'"),
        // envoyproxy.io, compressor filter (content_type) and buffer filter
        Holder(
            names: ["envoy"],
            setting: "leave these routes out of the buffer filter, and text/event-stream out of "
                + "the content types of its compressor"),
    ]

    private static let haproxy = "'option http-no-delay'"

    /// Milliseconds between bursts where writes are marked as going on (MSG_MORE): Linux keeps them for 200 ms
    /// (tcp(7), TCP_CORK), and up to two ticks of its clock longer.
    private static let corked = 195.0...250.0

    /// Milliseconds, the limit of what is felt as instantaneous (Nielsen 1993), as for stalls of a display.
    private static let felt = 100.0

    /// None where nothing was held back, or the summary is of before.
    static func sentences(_ summary: RunSummary) -> [String] {
        guard let shape = summary.shape, ShapeWording.hasHeldStreams(shape) else { return [] }
        var found = Set<String>()
        var sentences = (summary.manifest.servers ?? []).flatMap(fields).compactMap { field in
            settings(field).flatMap { found.insert($0).inserted ? $0 : nil }
        }
        if let share = shape.observations.first(where: { $0.sign == .compressed })?.share,
            share >= 0.5
        {
            sentences.append(
                "Compression keeps small events back until it has enough to pack; whoever compresses "
                    + "has to leave text/event-stream out. A run without --compressed shows whether "
                    + "that is it.")
        }
        if let interval = shape.burstIntervalMilliseconds, corked.contains(interval) {
            sentences.append(
                "Bursts a fifth of a second apart may be what Linux makes of writes that are marked "
                    + "as going on: haproxy, which gives no name in the head, marks them so unless "
                    + "\(haproxy) is set.")
        }
        if let interval = shape.burstIntervalMilliseconds, interval < felt,
            shape.observations.contains(where: { $0.sign == .fixedInterval })
        {
            sentences.append(
                "Bursts less than 100 ms apart are not felt, and servers that decode several tokens "
                    + "in a step send them so.")
        }
        return sentences + [
            "A run that asks the server itself, without what is between, shows who it is."
        ]
    }

    private static func fields(_ names: ServerNames) -> [(name: String, text: String)] {
        [("Server", names.server), ("Via", names.via)].compactMap { name, text in
            text.map { (name, $0) }
        }
    }

    private static func settings(_ field: (name: String, text: String)) -> String? {
        let text = field.text.lowercased()
        guard let holder = holders.first(where: { $0.names.contains(where: text.contains) }) else {
            return nil
        }
        return "\(field.name) says '\(field.text)': there \(holder.setting)."
    }
}
