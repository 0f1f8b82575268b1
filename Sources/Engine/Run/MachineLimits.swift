internal import Glibc

/// What this machine allows a process in connections.
package enum MachineLimits {
    package static let portRangeFile = "/proc/sys/net/ipv4/ip_local_port_range"

    /// The limits of descriptors: the one in force, and up to where a process may raise it itself.
    package static func descriptors() -> (soft: Int, hard: Int) {
        var limits = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0 else {
            return (1024, 1024)
        }
        let most = UInt64(1 << 30)
        return (Int(min(UInt64(limits.rlim_cur), most)), Int(min(UInt64(limits.rlim_max), most)))
    }

    /// How many connections to one address can be open at a time; nil where the kernel does not say.
    package static func localPorts() -> Int? {
        guard let file = fopen(portRangeFile, "r") else { return nil }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 64)
        guard fgets(&buffer, 64, file) != nil else { return nil }
        return localPorts(
            in: String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
        )?.count
    }

    /// Of the text of `portRangeFile`: the first and the last port.
    package static func localPorts(in text: String) -> ClosedRange<Int>? {
        let bounds = text.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
        guard bounds.count == 2, bounds[0] <= bounds[1] else { return nil }
        return bounds[0]...bounds[1]
    }
}
