import Analysis
import Reporting
import RunModel

extension TargetReading {
    /// What is found of the target.
    func findings() -> [Finding] {
        [
            nameFinding, proxyFinding, connectionFinding, securityFinding, versionFinding,
            serverFinding, modelFinding, clockFinding,
        ].compactMap { $0 } + answerFindings
    }

    private var nameFinding: Finding? {
        guard let name else { return nil }
        let took = QuantityFormat.latency(milliseconds: name.took.seconds * 1e3)
        guard !name.addresses.isEmpty else {
            return Finding(
                .name, .mend, "'\(name.host)' is unknown, after \(took)",
                cost: "No request can be sent.",
                remedy: RemedyLine.text(.ofRequests(.resolve)))
        }
        let shown = name.addresses.prefix(3).joined(separator: ", ")
        let more = name.addresses.count > 3 ? " and \(name.addresses.count - 3) more" : ""
        let found = "\(name.host) is \(shown)\(more), found in \(took)"
        guard name.took > .milliseconds(300) else { return Finding(.name, .ok, found) }
        return Finding(
            .name, .note, found,
            cost:
                "Nothing in a run, which looks a name up once before it starts; users of other clients wait "
                + "for it.")
    }

    private var proxyFinding: Finding? {
        proxy.map {
            Finding(
                .proxy, .note,
                "requests go through \($0.shownURL), which the environment names (\($0.variable))",
                cost: "Its time and its buffers are in every number, and it looks the name up.",
                remedy: "To measure the server alone, \(Self.past($0)).")
        }
    }

    private static func past(_ proxy: EnvironmentProxy) -> String {
        "unset \(proxy.variable) or name the host in no_proxy"
    }

    /// What to do about the way, which a proxy may be in.
    private func remedy(_ outcome: Outcome) -> String {
        guard let proxy else { return RemedyLine.text(.ofRequests(outcome)) }
        return switch outcome {
        case .tls:
            "The proxy may open TLS: give the certificate of its own authority with --cacert; or "
                + "\(Self.past(proxy))."
        default:
            "See whether the proxy of \(proxy.variable), which is asked in the server's place, runs and lets "
                + "this host and port through; or \(Self.past(proxy))."
        }
    }

    /// A proxy's own answers in place of the server's (RFC 9110, 15.5.8 and 15.6.3 to 15.6.5).
    var proxyAdvice: String? {
        guard let proxy else { return nil }
        let statuses = [models.status] + answers.requests.map(\.status)
        if statuses.contains(407) {
            return
                "The proxy wants a name and a password: \(proxy.variable)=http://NAME:PASSWORD@HOST:PORT."
        }
        if statuses.contains(where: { $0.map([403, 502, 503, 504].contains) ?? false }) {
            return "The answer may be the proxy's own; \(Self.past(proxy)) to see the server's."
        }
        return nil
    }

    private var serverFinding: Finding? {
        guard let way, way.server != nil || way.via != nil else { return nil }
        let names = [
            way.server.map { "says it is \($0)" }, way.via.map { "passed on by \($0) (Via)" },
        ]
        let found = names.compactMap { $0 }.joined(separator: ", ")
        guard way.via != nil else { return Finding(.server, .ok, found) }
        return Finding(
            .server, .note, found,
            cost: "What passes answers on may hold events back; its time is in every number.")
    }

    private var connectionFinding: Finding? {
        guard let way else { return nil }
        switch way.failure {
        case .resolve where name != nil: return nil
        case .resolve, .connect, .timeoutConnect, .generator:
            return Finding(
                .connection, .mend, way.message ?? "no connection",
                cost: "No request can be sent.",
                remedy: remedy(way.failure ?? .connect))
        default: break
        }
        var found = way.address.map { "to \($0)" } ?? "made"
        if let connect = way.phases.connect {
            found +=
                " in \(QuantityFormat.latency(milliseconds: connect.seconds * 1e3)), about a round trip"
        }
        guard way.failure == nil || way.failure == .tls else {
            let end = way.message ?? "the answer broke off"
            if answers.hasSuccess {
                return Finding(
                    .connection, .note, "\(found); the list of models alone did not come: \(end)")
            }
            return Finding(
                .connection, .mend, "\(found); then \(end)",
                cost: "Requests may end the same way.",
                remedy: way.isMute && proxy == nil
                    ? "See whether the API is at this port and speaks \(isSecure ? "https" : "http") there, and "
                        + "whether the server has started and answers others."
                    : remedy(way.failure ?? .reset))
        }
        return Finding(.connection, .ok, found)
    }

    private static let day = 86_400.0
    private static let soon = 14.0

    private var securityFinding: Finding? {
        guard isSecure, let way, way.isReached || way.failure == .tls else { return nil }
        guard way.failure != .tls else {
            return Finding(
                .tls, .mend, way.message ?? "TLS could not be agreed on",
                cost: "No request can be sent.", remedy: remedy(.tls))
        }
        // Whoever was reached may have said no word of TLS.
        guard way.tlsVersion != nil else { return nil }
        var facts = [[way.tlsVersion, way.cipher].compactMap { $0 }.joined(separator: " ")]
        if let time = way.phases.tls {
            facts.append("agreed in \(QuantityFormat.latency(milliseconds: time.seconds * 1e3))")
        }
        let days = way.certificateEnd.map { ($0 - now) / Self.day }
        if let days { facts.append(Self.certificate(days: days)) }
        let found = facts.filter { !$0.isEmpty }.joined(separator: ", ")
        if !isVerified {
            return Finding(
                .tls, .note, found + ", not verified (--insecure)",
                cost: "Whoever is in between can read the key.",
                remedy: days ?? 0 < 0
                    ? "Renew the server's certificate."
                    : "Give the certificate's authority with --cacert.")
        }
        guard let days, days < Self.soon else { return Finding(.tls, .ok, found) }
        return Finding(
            .tls, .note, found, cost: "Once it has run out every request fails.",
            remedy: "Renew the server's certificate.")
    }

    private static func certificate(days: Double) -> String {
        let whole = QuantityFormat.count(abs(days).rounded(.down))
        let words = "\(whole) \(whole == "1" ? "day" : "days")"
        return days < 0 ? "certificate ran out \(words) ago" : "certificate for \(words) more"
    }

    private var versionFinding: Finding? {
        guard let version = way?.httpVersion else { return nil }
        let choice =
            switch offered {
            case "h2"?: "; the server takes HTTP/2 too where it is offered (--http2)"
            case let other?: "; offered HTTP/2, the server takes \(other)"
            case nil: ""
            }
        return Finding(.httpVersion, .ok, "HTTP/\(version)\(choice)")
    }

    /// The answer was dated while we waited for it, and a date has whole seconds. Servers may make one a second.
    private var clockFinding: Finding? {
        guard let way, let date = way.serverDate, let sent = way.sentTime, let head = way.headTime
        else { return nil }
        let (least, most) = (date - 1 - head, date + 1 - sent)
        let off = least > 0 ? least : (most < 0 ? most : 0)
        guard off != 0 else {
            return Finding(
                .serverClock, .ok, "agrees with this machine's, as far as whole seconds tell")
        }
        let span = QuantityFormat.latency(milliseconds: abs(off) * 1e3)
        return Finding(
            .serverClock, .note,
            "at least \(span) \(off > 0 ? "ahead of" : "behind") this machine's",
            cost:
                "Latencies are not touched; a Retry-After or a reset that is a date is read beside the answer's "
                + "own date, but logs of both sides cannot be laid beside each other.",
            remedy: "Keep both clocks by NTP; see 'clock kept' above for this one.")
    }
}
