/// What a machine is, for whoever reads of a fault elsewhere: system, kernel, processors, memory, container.
struct SystemReading {
    /// Such as `Debian GNU/Linux 12 (bookworm)`.
    var name: String?
    var kernel: String?
    /// Of the first processor, where the kernel names it.
    var processor: String?
    /// Bytes.
    var memory: Int?
    var isContainer = false

    init() {}

    init(_ files: SystemFiles) {
        // os-release(5): shell assignments, the values mostly in quotation marks.
        name = files.text("/etc/os-release").flatMap { Self.value(of: "PRETTY_NAME", "=", in: $0) }
        kernel = files.word("/proc/sys/kernel/osrelease")
        processor = files.text("/proc/cpuinfo").flatMap {
            Self.value(of: "model name", ":", in: $0)
        }
        memory = files.text("/proc/meminfo").flatMap { MemoryLimit.bytes(of: "MemTotal", in: $0) }
        // Made by docker and by podman.
        isContainer = ["/.dockerenv", "/run/.containerenv"].contains { files.text($0) != nil }
    }

    /// Of the first line with the key.
    private static func value(of key: String, _ mark: Character, in text: String) -> String? {
        for line in text.split(separator: "\n") where line.hasPrefix(key) {
            guard let value = line.split(separator: mark, maxSplits: 1).dropFirst().first else {
                return nil
            }
            let bare = value.drop { " \t\"".contains($0) }
            return String(bare.prefix { $0 != "\"" })
        }
        return nil
    }
}
