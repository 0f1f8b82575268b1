/// What a request line asks for.
enum Route: Equatable, Sendable {
    case chatCompletions
    case models
    case health
    case statistics
    case metrics
    case log

    private static let table: [String: (method: String, route: Route)] = [
        "/v1/chat/completions": ("POST", .chatCompletions),
        "/v1/models": ("GET", .models),
        "/healthz": ("GET", .health),
        "/stats": ("GET", .statistics),
        "/metrics": ("GET", .metrics),
        "/logs": ("GET", .log),
    ]

    /// - Throws: the 404 or 405 to answer with.
    init(method: String, target: String) throws(ErrorBody) {
        let path = String(target.prefix { $0 != "?" })
        guard let entry = Self.table[path] else { throw .unknownPath(method, path) }
        guard entry.method == method else {
            throw .methodNotAllowed(method, allowed: entry.method)
        }
        self = entry.route
    }

    /// Whether it is part of the API, and so behind its keys.
    var needsKey: Bool { self == .chatCompletions || self == .models }

    /// Whether it only looks at the server, and so leaves no trace in the log.
    var isInspection: Bool { !needsKey }

    /// What a 405 for `target` must state as allowed (RFC 9110, section 15.5.6).
    static func allowedMethod(_ target: String) -> String? {
        table[String(target.prefix { $0 != "?" })]?.method
    }
}

/// Checks `Authorization: Bearer KEY`. Without keys of its own, a server lets everyone in.
struct KeyCheck: Sendable {
    let keys: Set<String>

    /// The key that came, or an empty one where none is wanted and none came.
    ///
    /// - Throws: the 401 to answer with.
    func admit(authorization: String?) throws(ErrorBody) -> String {
        let key = authorization.flatMap(Self.key)
        guard !keys.isEmpty else { return key ?? "" }
        guard let key else { throw .missingKey }
        guard keys.contains(key) else { throw .wrongKey }
        return key
    }

    private static func key(in authorization: String) -> String? {
        let words = authorization.split(separator: " ", omittingEmptySubsequences: true)
        guard words.count == 2, words[0].lowercased() == "bearer" else { return nil }
        return String(words[1])
    }
}
