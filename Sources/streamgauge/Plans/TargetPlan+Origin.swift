import Foundation
import RunModel

extension TargetPlan {
    /// Whether both have one scheme, host and port: what is meant for the one may be told to the other. Two
    /// emulators of this process are one origin.
    func hasOrigin(of other: TargetPlan) -> Bool {
        unixSocket == other.unixSocket && Self.origin(baseURL) == Self.origin(other.baseURL)
    }

    /// As RFC 6454 has it; nil where there is no address.
    private static func origin(_ address: String?) -> String? {
        guard let address else { return nil }
        // What cannot be read is like nothing but itself.
        guard let url = URL(string: address), let scheme = url.scheme?.lowercased(),
            let host = url.host?.lowercased()
        else { return address }
        return "\(scheme)://\(host):\(url.port ?? (scheme == "https" ? 443 : 80))"
    }
}
