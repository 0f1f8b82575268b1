/// What a measured error of this program is true for, beside the load: one machine as it is now, one build, one way to
/// read.
package struct CalibrationKey: Codable, Sendable, Hashable {
    /// Who reads the bytes (docs/decisions/who-reads-the-socket.md).
    package enum Reader: String, Codable, Sendable {
        /// We do, from a TCP socket.
        case direct
        /// libcurl does: TLS, HTTP/2, compression.
        case libcurl
        /// We do, from a Unix socket, which has no receive times.
        case unixSocket = "unix_socket"
    }

    /// The machine's own name.
    package var host: String
    /// Such as `Linux x86_64`.
    package var system: String
    package var kernel: String
    package var cores: Int
    /// The version of libcurl.
    package var library: String
    /// The version of streamgauge.
    package var version: String
    /// Whether the connection is encrypted.
    package var isSecure: Bool
    package var reader: Reader
    /// Threads, where the plan says how many; absent where the load decides.
    package var workers: Int?

    /// The key of a run.
    ///
    /// - Parameters:
    ///   - manifest: Of the run.
    ///   - host: The machine's name, which no manifest has.
    package init(_ manifest: RunManifest, host: String) {
        self.host = host
        system = manifest.host.system
        kernel = manifest.host.kernel
        cores = manifest.host.cores
        library = manifest.libraries["libcurl"] ?? ""
        version = manifest.version
        let connection = manifest.plan.connection
        isSecure = manifest.endpoint.lowercased().contains("https:")
        reader =
            if manifest.plan.target.unixSocket != nil {
                .unixSocket
            } else if isSecure || connection.usesHTTP2 || connection.asksForCompression {
                .libcurl
            } else {
                .direct
            }
        workers = manifest.plan.load.workers
    }

    /// In what a key may differ from another, in the order in which it is told.
    package enum Part: String, Codable, Sendable, CaseIterable {
        case host, system, kernel, cores, library, version, secure, reader, workers
    }

    package func differences(from other: CalibrationKey) -> [Part] {
        Part.allCases.filter { part in
            switch part {
            case .host: host != other.host
            case .system: system != other.system
            case .kernel: kernel != other.kernel
            case .cores: cores != other.cores
            case .library: library != other.library
            case .version: version != other.version
            case .secure: isSecure != other.isSecure
            case .reader: reader != other.reader
            case .workers: workers != other.workers
            }
        }
    }
}
