import Reporting
import RunModel

extension MachineReading {
    var systemFinding: Finding {
        var parts = [system.name ?? "a system that gives no name"]
        parts.append("Linux " + (system.kernel ?? "of an unknown version"))
        let named = system.processor.map { " (\($0))" } ?? ""
        parts.append(
            "\(processors) \(Self.architecture) \(processors == 1 ? "processor" : "processors")\(named)"
        )
        if let memory = system.memory { parts.append("\(Self.size(memory)) of memory") }
        if system.isContainer { parts.append("in a container") }
        return Finding(.system, .ok, parts.joined(separator: ", "))
    }

    private static var architecture: String {
        #if arch(x86_64)
            "x86_64"
        #elseif arch(arm64)
            "arm64"
        #else
            "of another kind"
        #endif
    }

    /// With one digit, in GiB or MiB.
    private static func size(_ bytes: Int) -> String {
        let (number, unit) =
            bytes >= 1 << 30 ? (Double(bytes) / 0x1p30, "GiB") : (Double(bytes) / 0x1p20, "MiB")
        return "\(QuantityFormat.digits(number)) \(unit)"
    }

    /// What changes whom a run asks, and how: names alone.
    private static let variables = [
        "OPENAI_BASE_URL", "OPENAI_API_KEY", "OPENAI_API_KEY_AGAINST", "OPENAI_API_KEY_SECOND",
        "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy",
        "NO_PROXY",
    ]

    var environmentFinding: Finding? {
        let given = Self.variables.filter { environment[$0] != nil }
        let empty = given.filter { environment[$0]?.isEmpty == true && !$0.hasSuffix("_proxy") }
        let found = given.isEmpty ? "names no target, key or proxy" : "sets " + Self.list(given)
        if environment["HTTP_PROXY"]?.isEmpty == false, environment["http_proxy"] == nil {
            return Finding(
                .environment, .note, found + "; HTTP_PROXY in capitals is not read",
                cost: "Requests to http:// addresses go past that proxy.",
                remedy: "Set http_proxy in small letters, or leave it out.")
        }
        guard !empty.isEmpty else { return Finding(.environment, .ok, found) }
        return Finding(
            .environment, .note,
            "\(found); \(Self.list(empty)) \(empty.count == 1 ? "is" : "are") empty",
            cost: "An empty one counts as absent, which may not be what was meant.",
            remedy: "Give it its value, or unset it.")
    }

    private static func list(_ names: [String]) -> String { names.joined(separator: ", ") }

    /// What a run allows servers to make it hold (--max-memory), unless told.
    private static let held = 1 << 30

    var memoryFinding: Finding? {
        guard let memoryLeft else { return nil }
        let found = "\(Self.size(memoryLeft)) left"
        guard memoryLeft < Self.held else { return Finding(.memory, .ok, found) }
        return Finding(
            .memory, .note, found,
            cost:
                "What servers make a run hold is bounded by 1 GiB unless told, which is more: the kernel may end "
                + "the run.", remedy: "Give --max-memory, such as 256MiB, or more memory.")
    }

    /// 5,000,000 rows of chunks.csv, the most that are kept unless told, of 57 bytes each as in reports/sample.
    private static let record = 300 << 20

    var diskFinding: Finding? {
        guard let disk else { return nil }
        let found = "\(Self.size(disk.freeBytes)) free for reports in \(disk.folder)"
        guard disk.isWritable else {
            return Finding(
                .disk, .mend, "\(disk.folder), where reports would be kept, cannot be written",
                cost: "A run ends before it begins.",
                remedy: "Name another folder with --reports or --out, or make this one writable.")
        }
        guard disk.freeBytes < Self.record else { return Finding(.disk, .ok, found) }
        return Finding(
            .disk, .note, found,
            cost:
                "A long run writes up to 300 MiB; one that finds the disk full loses its last rows.",
            remedy: "Make room, or keep fewer rows (--chunks sample or none).")
    }

    var authorityFinding: Finding {
        let place = authorities ?? "no file of its own"
        guard !hasAuthorities else { return Finding(.authorities, .ok, "in \(place)") }
        return Finding(
            .authorities, .note, "none: libcurl looks for them in \(place)",
            cost: "Every https:// address is refused; http:// is not touched.",
            remedy: "Install ca-certificates, or give a file of authorities with --cacert.")
    }
}
