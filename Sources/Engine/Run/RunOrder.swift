package import RunModel
internal import Wire
package import Workload

/// All that a run needs beside the plan: secrets and files are read, the target is known.
package struct RunOrder: Sendable {
    package var plan: RunPlan
    /// Up to and including the version, such as `http://127.0.0.1:8000/v1`.
    package var baseURL: String
    package var isEmulated: Bool
    package var apiKey: String?
    package var prompts: PromptSource
    /// Members of `--body`.
    let overrides: [JSONMember]
    package var version: String

    /// - Throws: `PreflightError` when the plan's `body` is not a JSON object.
    package init(
        plan: RunPlan, baseURL: String, isEmulated: Bool, apiKey: String?, prompts: PromptSource,
        version: String
    ) throws(PreflightError) {
        guard let overrides = JSONMember.members(ofObject: plan.request.body ?? "{}") else {
            throw PreflightError("--body: not a JSON object; write it like '{\"top_p\": 0.9}'")
        }
        self.overrides = overrides
        self.plan = plan
        self.baseURL = baseURL
        self.isEmulated = isEmulated
        self.apiKey = apiKey
        self.prompts = prompts
        self.version = version
    }

    /// What the target speaks.
    var api: API { .chat }

    var url: String {
        var base = baseURL[...]
        while base.hasSuffix("/") { base = base.dropLast() }
        return base + api.path
    }

    /// The header lines of a request, the key's among them.
    func headers(_ mode: ResponseMode) -> [String] {
        var lines = [
            "Content-Type: application/json",
            mode == .streaming ? "Accept: text/event-stream" : "Accept: application/json",
            "User-Agent: streamgauge/\(version)",
            // Without it libcurl waits a second for a "100 Continue" before sending a larger body.
            "Expect:",
        ]
        if let apiKey { lines.append("Authorization: Bearer \(apiKey)") }
        return lines + plan.request.headers
    }

    /// `host:port:address,…` for libcurl; nil where libcurl shall look the name up itself: behind a
    /// proxy, on a Unix socket, or when it is unknown and each request shall fail for itself.
    func resolvedHost(_ addresses: (String) -> [String]) -> String? {
        guard plan.target.unixSocket == nil, let (host, port) = hostAndPort() else { return nil }
        let found = addresses(host)
        guard !found.isEmpty else { return nil }
        let list = found.map { $0.contains(":") ? "[\($0)]" : $0 }.joined(separator: ",")
        return "\(host):\(port):\(list)"
    }

    /// Nil where the host is an address already.
    private func hostAndPort() -> (host: String, port: Int)? {
        guard let scheme = baseURL.firstRange(of: "://") else { return nil }
        let isTLS = baseURL[..<scheme.lowerBound].lowercased() == "https"
        let rest = baseURL[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" }
        let authority = rest.split(separator: "@").last ?? rest[...]
        if authority.hasPrefix("[") { return nil }
        let parts = authority.split(separator: ":")
        guard let host = parts.first, host.contains(where: \.isLetter) else { return nil }
        let port = parts.count > 1 ? Int(parts[1]) : (isTLS ? 443 : 80)
        return port.map { (String(host), $0) }
    }
}
