/// What the head of a target's first answer says of who sent it and who passed it on (RFC 9110, sections 10.2.4
/// and 7.6.3): by this a proxy that holds streams back can be named.
package struct ServerNames: Codable, Sendable, Hashable {
    /// As in a request's row.
    package var target: Int
    package var server: String?
    package var via: String?

    private static let longest = 100

    /// Nil where it says neither. Texts are cut, and control characters left out.
    package init?(target: Int, server: String?, via: String?) {
        self.target = target
        self.server = server.flatMap(Self.clean)
        self.via = via.flatMap(Self.clean)
        if self.server == nil, self.via == nil { return nil }
    }

    /// Each once, in an order of their own; nil without any. Front ends of one address may differ in their names.
    package static func union(_ names: [ServerNames]) -> [ServerNames]? {
        let sorted = Set(names).sorted {
            ($0.target, $0.server ?? "", $0.via ?? "") < ($1.target, $1.server ?? "", $1.via ?? "")
        }
        return sorted.isEmpty ? nil : sorted
    }

    private static func clean(_ text: String) -> String? {
        let scalars = text.unicodeScalars.lazy.filter {
            ![.control, .format, .lineSeparator, .paragraphSeparator]
                .contains($0.properties.generalCategory)
        }
        let kept = String(String.UnicodeScalarView(scalars.prefix(longest)))
        return kept.isEmpty ? nil : kept
    }
}
