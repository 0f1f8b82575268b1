internal import RunModel

/// What a request line asks for.
enum Route: Equatable, Sendable {
    /// An answer of the model, by this API.
    case answer(APIName)
    case models
    case health
    case statistics
    case metrics
    case log

    private static let table: [String: (method: String, route: Route)] = [
        "/v1/chat/completions": ("POST", .answer(.chat)),
        "/v1/completions": ("POST", .answer(.completions)),
        "/v1/responses": ("POST", .answer(.responses)),
        "/v1/messages": ("POST", .answer(.messages)),
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
    var needsKey: Bool { api != nil || self == .models }

    /// By which an answer is asked for; nil for what is no such request.
    var api: APIName? {
        if case .answer(let api) = self { api } else { nil }
    }

    /// Whether it only looks at the server, and so leaves no trace in the log.
    var isInspection: Bool { !needsKey }

    /// What a 405 for `target` must state as allowed (RFC 9110, section 15.5.6).
    static func allowedMethod(_ target: String) -> String? {
        table[String(target.prefix { $0 != "?" })]?.method
    }
}

/// Checks `Authorization: Bearer KEY`, or `x-api-key: KEY` as Messages has it, or `api-key: KEY` as Azure. Without keys of
/// its own, a server lets everyone in.
struct KeyCheck: Sendable {
    let keys: Set<String>

    /// The key that came, or an empty one where none is wanted and none came.
    ///
    /// - Throws: the 401 to answer with.
    func admit(authorization: String?, plain: String? = nil) throws(ErrorBody) -> String {
        let key = plain ?? authorization.flatMap(Self.key)
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
