/// A version of libcurl, such as 7.88.1.
package struct LibraryVersion: Sendable, Comparable, CustomStringConvertible {
    let major: Int
    let minor: Int
    let patch: Int

    init(_ major: Int, _ minor: Int, _ patch: Int = 0) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// From libcurl's number, a byte a part: 0x075801 is 7.88.1.
    package init(number: UInt32) {
        self.init(Int(number >> 16 & 0xFF), Int(number >> 8 & 0xFF), Int(number & 0xFF))
    }

    package var description: String { "\(major).\(minor).\(patch)" }

    package static func < (left: Self, right: Self) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }
}

/// A fault that some versions of libcurl have and that touches what this tool does. A distribution may have
/// mended it without another version.
package struct LibraryFault: Sendable, Equatable {
    package enum Kind: Sendable {
        /// A connection of HTTP/2 without TLS cannot be used twice.
        case plainHTTP2
        /// Over HTTP/2 alone.
        case http2
        /// Whatever is asked.
        case eventLoop
    }

    package let kind: Kind
    /// The first version that has it.
    let first: LibraryVersion
    /// The first after it that does not.
    let mended: LibraryVersion
    let text: String
    /// Of github.com/curl/curl.
    let issue: Int

    /// One sentence with the issue and the version that mends it.
    package var sentence: String {
        "\(text) (github.com/curl/curl/issues/\(issue), mended in \(mended))"
    }

    /// Those of one version.
    package static func known(of version: LibraryVersion) -> [LibraryFault] {
        all.filter { $0.first <= version && version < $0.mended }
    }

    private static let all = [
        LibraryFault(
            kind: .eventLoop, first: .init(7, 87), mended: .init(7, 88),
            text: "transfers driven by an event loop stand still for minutes", issue: 10146),
        LibraryFault(
            kind: .http2, first: .init(7, 88), mended: .init(7, 88, 1),
            text: "HTTP/2: parts of answers are mixed up where several streams share a connection",
            issue: 10525),
        // Measured with 7.88.1 of Debian 12: 87 of 100 requests failed, four at a time; none with 8.14.1.
        LibraryFault(
            kind: .plainHTTP2, first: .init(7, 88), mended: .init(8, 0),
            text: "HTTP/2 without TLS: a connection that is used again breaks", issue: 10634),
        LibraryFault(
            kind: .eventLoop, first: .init(8, 9), mended: .init(8, 9, 1),
            text: "an event loop is told to watch sockets that are never taken back, and spins",
            issue: 14280),
    ]
}
