internal import NIOHTTP1

/// Who gets in, and to what: the head of a request to what is answered. Without a clock and without a socket.
struct LiveGate: Sendable {
    let token: LiveToken
    let hosts: HostRule

    /// The longest body of a mark: 100 letters of any script.
    static let mostBodyBytes = 1024

    enum Entry: Equatable {
        case page
        case script
        case events
        case report
        case mark
        case stop
        /// What browsers ask for unasked.
        case icon
        case refused(HTTPResponseStatus, String)
    }

    func entry(of head: HTTPRequestHead) -> Entry {
        let hosts = head.headers["host"]
        guard hosts.count == 1, self.hosts.allows(hosts[0]) else {
            return .refused(
                .forbidden,
                "Refused: the Host header is not the address that this page is served at.")
        }
        if head.uri == "/favicon.ico" { return .icon }
        let path = head.uri.prefix { $0 != "?" }.dropFirst()
        let parts = path.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard head.uri.hasPrefix("/"), let given = parts.first, token.matches(given) else {
            return .refused(
                .forbidden, "Refused: the address lacks the token that the command printed.")
        }
        guard parts.count == 2 else {
            return .refused(
                .notFound, "There is nothing here: the page's address ends with a slash.")
        }
        // The address that is printed ends with a slash, and whoever adds "/mark" to it means the same.
        switch (parts[1].drop { $0 == "/" }, head.method) {
        case ("", .GET): return .page
        case ("live.js", .GET): return .script
        case ("events", .GET): return .events
        case ("report", .GET): return .report
        case ("mark", .POST): return changing(.mark, head)
        case ("stop", .POST): return changing(.stop, head)
        case ("", _), ("live.js", _), ("events", _), ("report", _), ("mark", _), ("stop", _):
            return .refused(.methodNotAllowed, "Refused: this address takes another method.")
        default: return .refused(.notFound, "There is nothing at this address.")
        }
    }

    /// What changes the run comes from the page itself, or from a program, which sends no `Origin`.
    private func changing(_ entry: Entry, _ head: HTTPRequestHead) -> Entry {
        let own = head.headers["host"].map { "http://\($0)".lowercased() }
        guard head.headers["origin"].allSatisfy({ own.contains($0.lowercased()) }) else {
            return .refused(.forbidden, "Refused: the request comes from a page of another origin.")
        }
        let length = head.headers["content-length"].first.flatMap { Int($0) }
        guard length ?? 0 <= Self.mostBodyBytes else { return Self.tooLarge }
        return entry
    }

    static let tooLarge = Entry.refused(
        .payloadTooLarge, "Refused: a mark has at most 100 letters.")
}
