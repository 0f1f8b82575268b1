package import RunModel
internal import Wire
internal import Workload

/// One server of a run with all that is said to it; a run has one, or two that are compared.
package struct RunSide: Sendable {
    /// Up to and including the version, such as `http://127.0.0.1:8000/v1`.
    package private(set) var baseURL: String
    package let isEmulated: Bool
    let apiKey: String?
    /// Whole header lines whose values no record may hold.
    let secretHeaders: [String]
    /// The plan of this side alone.
    package let plan: RunPlan
    /// Members of `--body`.
    let overrides: [JSONMember]
    /// Members that offer the tools of `--tools`.
    let tools: [JSONMember]

    /// `tools` is the text of the plan's file of them.
    ///
    /// - Throws: `PreflightError` when the plan's `body` is not a JSON object, or the tools cannot be offered by its API.
    package init(
        _ plan: RunPlan, baseURL: String, isEmulated: Bool, apiKey: String?,
        secretHeaders: [String] = [], tools: String? = nil
    ) throws(PreflightError) {
        guard let overrides = JSONMember.members(ofObject: plan.request.body ?? "{}") else {
            throw PreflightError("--body: not a JSON object; write it like '{\"top_p\": 0.9}'")
        }
        do throws(ToolSet.Refusal) {
            self.tools =
                try tools.map { text throws(ToolSet.Refusal) in
                    try ToolSet(json: text).members(
                        choice: plan.request.toolChoice, for: API(plan.target.spokenAPI))
                } ?? []
        } catch {
            throw PreflightError("--tools: \(error.description)")
        }
        self.overrides = overrides
        self.plan = plan
        self.baseURL = baseURL
        self.isEmulated = isEmulated
        self.apiKey = apiKey
        self.secretHeaders = secretHeaders
    }

    /// Whether requests bear a key.
    package var hasKey: Bool { apiKey != nil }

    /// What the target speaks.
    var api: API { API(plan.target.spokenAPI) }

    /// The same side at a base URL that has `path` behind it, before any query.
    func moved(under path: String) -> RunSide {
        guard !path.isEmpty else { return self }
        var side = self
        side.baseURL = url(of: path)
        return side
    }

    /// The whole address of a request.
    var url: String { url(of: api.path) }

    /// The address of one of the API's paths: a query of the base URL's, such as Azure's `api-version`, stays at
    /// the end, and a base that holds the path of requests already is understood.
    func url(of path: String) -> String {
        let query = baseURL.firstIndex(of: "?").map { String(baseURL[$0...]) } ?? ""
        var base = baseURL.dropLast(query.count)
        while base.hasSuffix("/") { base = base.dropLast() }
        if base.hasSuffix(api.path) { base = base.dropLast(api.path.count) }
        return base + path + query
    }

    /// The base URL as it may be shown.
    package var shownURL: String { RunPlan.withoutSecrets(url: baseURL) }

    /// What must stand in no record: keys, and whatever the plan does not show.
    var secrets: [String] {
        let headers = secretHeaders.map { line in
            String(line.drop { $0 != ":" }.dropFirst().drop { $0 == " " })
        }
        return ([apiKey].compactMap { $0 } + headers).filter { $0.count >= 4 } + plan.hiddenValues
    }

    /// What the record says of the key: its last four characters, where that leaves enough of it unsaid.
    var keyEnd: String? {
        // Behind `Bearer`, where that stands before it.
        let header = secretHeaders.first?.drop { $0 != ":" }.dropFirst().split(separator: " ").last
        guard let key = apiKey ?? header.map(String.init), !key.isEmpty else { return nil }
        return "…" + (key.count >= 16 ? key.suffix(4) : "")
    }

    /// The header lines of a request, the key's among them.
    func headers(_ mode: ResponseMode, version: String) -> [String] {
        [
            "Content-Type: application/json",
            mode == .streaming ? "Accept: text/event-stream" : "Accept: application/json",
            // Without it libcurl waits a second for a "100 Continue" before sending a larger body.
            "Expect:",
        ] + commonHeaders(version)
    }

    /// The header lines of a question for the list of models.
    func modelListHeaders(version: String) -> [String] {
        ["Accept: application/json"] + commonHeaders(version)
    }

    private func commonHeaders(_ version: String) -> [String] {
        var lines = ["User-Agent: streamgauge/\(version)"]
        let own = plan.request.headers + secretHeaders
        // What the user says stands alone.
        lines += api.headers.filter { line in
            !own.contains { Self.name(of: $0) == Self.name(of: line) }
        }
        if let key = keyLine, !own.contains(where: { Self.name(of: $0) == Self.name(of: key) }) {
            lines.append(key)
        }
        return lines + own
    }

    private var keyLine: String? {
        guard let apiKey else { return nil }
        let name: String? =
            switch plan.target.provider?.traits.keyHeader ?? .ofAPI {
            case .bearer: nil
            case .ofAPI: api.keyHeader
            case .header(let name): name
            }
        return name.map { "\($0): \(apiKey)" } ?? "Authorization: Bearer \(apiKey)"
    }

    /// In lower case.
    private static func name(of header: String) -> String {
        header.prefix { $0 != ":" }.lowercased()
    }

    /// `host:port:address,…` for libcurl; nil where libcurl shall look the name up itself: behind a
    /// proxy, on a Unix socket, or when it is unknown and each request shall fail for itself.
    func resolvedHost(_ addresses: (String) -> [String]) -> String? {
        guard plan.target.unixSocket == nil, let server = namedServer else { return nil }
        let found = addresses(server.host)
        guard !found.isEmpty else { return nil }
        let list = found.map { $0.contains(":") ? "[\($0)]" : $0 }.joined(separator: ",")
        return "\(server.host):\(server.port):\(list)"
    }

    /// The name that is looked up; nil where an address stands there.
    var hostName: String? { namedServer?.host }

    /// Nil where the host is an address already.
    private var namedServer: ServerAddress? {
        ServerAddress(url: baseURL).flatMap { $0.isNumeric ? nil : $0 }
    }
}
