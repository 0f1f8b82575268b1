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
        guard let url = URL(address: address), let scheme = url.scheme?.lowercased(),
            let host = url.host?.lowercased()
        else { return address }
        return "\(scheme)://\(host):\(url.port ?? (scheme == "https" ? 443 : 80))"
    }
}

extension URL {
    /// An address as a person writes it, to look at its parts. What is not ASCII is percent-encoded before
    /// Foundation sees it: of a name such as `bücher.example` it would ask ICU's data for the form in DNS,
    /// which the release binary is without (docs/decisions/binary-size.md). libcurl gets the address as it was
    /// written, and has its own.
    init?(address: String) {
        let ascii = address.utf8.reduce(into: "") { text, byte in
            text +=
                byte < 0x80
                ? String(Unicode.Scalar(byte)) : "%" + String(byte, radix: 16, uppercase: true)
        }
        self.init(string: ascii)
    }
}
