internal import CCurl

/// The libcurl that this process runs on.
package enum CurlLibrary {
    /// libcurl wants to be initialised once before any other call, from one thread at a time; Swift
    /// runs this initialiser exactly so.
    private static let initialization: CURLcode = streamgauge_global_init()

    /// - Throws: `TransportError` when libcurl or its TLS library cannot start.
    static func initialize() throws(TransportError) {
        guard initialization == CURLE_OK else {
            throw TransportError("libcurl could not be initialised", initialization)
        }
    }

    /// Name to version of libcurl and what it was built with: `libcurl`, `ssl`, `nghttp2`.
    package static var versions: [String: String] {
        guard let info = streamgauge_version() else { return [:] }
        var versions: [String: String] = [:]
        versions["libcurl"] = text(info.pointee.version)
        versions["ssl"] = text(info.pointee.ssl_version)
        versions["nghttp2"] = text(info.pointee.nghttp2_version)
        return versions
    }

    /// The file of certificates that servers are checked with unless another is named; nil where it was built without one.
    package static var authorities: String? {
        guard let info = streamgauge_version() else { return nil }
        return text(info.pointee.cainfo)
    }

    package static var version: LibraryVersion {
        LibraryVersion(number: streamgauge_version()?.pointee.version_num ?? 0)
    }

    /// What is known to be wrong with it.
    package static var faults: [LibraryFault] { LibraryFault.known(of: version) }

    private static func text(_ pointer: UnsafePointer<CChar>?) -> String? {
        pointer.map { String(cString: $0) }
    }
}

/// A use of libcurl that cannot fail in a correct set-up did: no memory, or a wrong option.
package struct TransportError: Error, CustomStringConvertible {
    package let description: String

    init(_ what: String, _ code: CURLcode) {
        description = "\(what): \(String(cString: curl_easy_strerror(code)))"
    }

    init(_ what: String) {
        description = what
    }
}
