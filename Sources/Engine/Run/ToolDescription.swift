internal import Reactor
package import RunModel
internal import Transport

/// What this build can do on this machine.
package enum ToolDescription {
    package static var libraries: String {
        CurlLibrary.versions.sorted { $0.key < $1.key }
            .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }

    /// A sentence for each known fault of the libcurl in use that touches what is measured.
    package static var libraryFaults: [String] { CurlLibrary.faults.map(\.sentence) }

    /// The same, of those that touch every run and not only one over HTTP/2.
    package static var gravestLibraryFaults: [String] {
        CurlLibrary.faults.filter { $0.kind == .eventLoop }.map(\.sentence)
    }

    /// The file of certificates with which libcurl checks servers unless --cacert names another.
    package static var authorities: String? { CurlLibrary.authorities }

    package static var clock: (readingTime: Duration, isKept: Bool?, estimatedError: Duration?) {
        let state = ClockState.measure()
        return (state.readingTime, state.isKept, state.estimatedError)
    }

    package static var hasKernelStamps: Bool { KernelStampProbe.succeeds() }

    /// Of libcurl, such as `7.88.1`.
    package static var curlVersion: String { CurlLibrary.version.description }

    /// Why the libcurl in use cannot ask this target as planned; nil where it can.
    ///
    /// A connection of its own for every request is never used again, and works.
    package static func refusal(of target: TargetPlan, _ connection: ConnectionPlan) -> String? {
        guard connection.usesHTTP2 else { return nil }
        guard target.baseURL != nil else {
            return "--http2: the embedded emulator speaks HTTP/1.1; give --base-url"
        }
        guard !connection.isFresh,
            target.baseURLs.contains(where: { !$0.lowercased().hasPrefix("https:") }),
            let fault = CurlLibrary.faults.first(where: { $0.kind == .plainHTTP2 })
        else { return nil }
        return "--http2 to an http:// address does not work with libcurl \(CurlLibrary.version): "
            + "\(fault.sentence); use an https:// address or a newer libcurl"
    }

    /// Whether chunks get the kernel's receive time here, tried on a loopback connection.
    package static var kernelStamps: String {
        KernelStampProbe.succeeds() ? "available" : "not available; times of waking up stand in"
    }
}
