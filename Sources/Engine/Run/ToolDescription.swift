internal import Reactor
internal import Transport

/// What this build can do on this machine.
package enum ToolDescription {
    package static var libraries: String {
        CurlLibrary.versions.sorted { $0.key < $1.key }
            .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }

    /// Whether chunks get the kernel's receive time here, tried on a loopback connection.
    package static var kernelStamps: String {
        KernelStampProbe.succeeds() ? "available" : "not available; times of waking up stand in"
    }
}
