import Foundation
import RunModel

/// The proxy that libcurl takes from the environment
/// (https://everything.curl.dev/usingcurl/proxies/env.html).
struct EnvironmentProxy: Equatable {
    /// As it may be shown, without what may be a password.
    let shownURL: String
    /// The variable that names it.
    let variable: String

    /// Nil where the target is asked without one.
    static func of(
        _ target: TargetPlan, environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> Self? {
        guard target.unixSocket == nil, let url = target.baseURL?.lowercased() else { return nil }
        // HTTP_PROXY in capitals is not believed: a web server sets it from a header of a client's.
        let names =
            url.hasPrefix("https:")
            ? ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
            : ["http_proxy", "all_proxy", "ALL_PROXY"]
        guard let variable = names.first(where: { environment[$0]?.isEmpty == false }),
            let proxy = environment[variable],
            !isExcepted(ServerAddress(url: url)?.host ?? "", environment)
        else { return nil }
        return Self(shownURL: RunPlan.withoutSecrets(url: proxy), variable: variable)
    }

    /// By `no_proxy`: a list of hosts, each of which stands for those below it too, of networks such as `10.0.0.0/8`,
    /// or an asterisk. An empty one counts as absent.
    private static func isExcepted(_ host: String, _ environment: [String: String]) -> Bool {
        let list =
            ["no_proxy", "NO_PROXY"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        return list.split(whereSeparator: { $0 == "," || $0 == " " }).contains { entry in
            let name = entry.lowercased().drop { $0 == "." }
            return name == "*" || host == name || host.hasSuffix("." + name)
                || isInNetwork(host, name)
        }
    }

    /// Whether the host is an IPv4 address in a network such as `10.0.0.0/8`.
    private static func isInNetwork(_ host: String, _ network: Substring) -> Bool {
        let parts = network.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let bits = Int(parts[1]), (1...32).contains(bits),
            let first = address(parts[0]), let other = address(host[...])
        else { return false }
        return (first ^ other) >> (32 - bits) == 0
    }

    private static func address(_ text: Substring) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { UInt8($0) }
        guard parts.count == 4, bytes.count == 4 else { return nil }
        return bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }
}
