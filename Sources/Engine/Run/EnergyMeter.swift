internal import Glibc
internal import Reactor
internal import RunModel

/// Reads the processor's energy counters (RAPL, by the kernel's powercap interface) before and after a run.
struct EnergyMeter: Sendable {
    /// A counter of microjoules, which begins anew at its range.
    private struct Counter: Sendable {
        let path: String
        let name: String
        let range: UInt64
        let start: UInt64
    }

    private static let root = "/sys/class/powercap"
    /// No package takes more: within the time that its range lasts at this, a counter begins anew once at most.
    private static let mostWatts = 1000.0

    private let counters: [Counter]
    private let begun = MonotonicInstant.now()
    private let reason: String?

    /// Nil of a plan that does not ask for it.
    init?(_ order: RunOrder, root: String = EnergyMeter.root) {
        guard order.plan.record.energy == true else { return nil }
        guard order.sides.allSatisfy({ $0.isEmulated || $0.isOnThisMachine }) else {
            counters = []
            reason = "the target is on another machine, whose supply this one cannot see"
            return
        }
        let zones = Self.zones(in: root)
        counters = zones.compactMap { zone in
            guard let start = Self.number("\(zone)/energy_uj"),
                let range = Self.number("\(zone)/max_energy_range_uj")
            else { return nil }
            return Counter(
                path: "\(zone)/energy_uj", name: Self.text("\(zone)/name") ?? zone, range: range,
                start: start)
        }
        reason =
            zones.isEmpty
            ? "this machine shows no energy counters (\(root))"
            : counters.isEmpty
                ? "the energy counters cannot be read; most systems let root alone" : nil
    }

    /// What was taken since.
    func use() -> EnergyUse {
        let seconds = (MonotonicInstant.now() - begun).seconds
        if let reason { return EnergyUse(reason: reason) }
        var domains: [EnergyUse.Domain] = []
        for counter in counters {
            guard let end = Self.number(counter.path) else {
                return EnergyUse(reason: "an energy counter could not be read again")
            }
            guard seconds * Self.mostWatts * 1e6 < Double(counter.range) else {
                return EnergyUse(
                    reason: "the run was so long that a counter may have begun anew more than once")
            }
            let taken =
                end >= counter.start ? end - counter.start : end + counter.range - counter.start
            domains.append(EnergyUse.Domain(name: counter.name, joules: Double(taken) / 1e6))
        }
        return EnergyUse(seconds: seconds, domains: domains)
    }

    /// Packages; their parts, which lie within them, are named by two numbers and left out.
    private static func zones(in root: String) -> [String] {
        guard let directory = opendir(root) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasPrefix("intel-rapl:"), name.count(where: { $0 == ":" }) == 1 {
                names.append("\(root)/\(name)")
            }
        }
        return names.sorted()
    }

    private static func number(_ path: String) -> UInt64? { text(path).flatMap { UInt64($0) } }

    private static func text(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 128)
        let count = read(file, &bytes, bytes.count)
        guard count > 0 else { return nil }
        return String(decoding: bytes.prefix(count), as: UTF8.self).split(separator: "\n").first
            .map(String.init)
    }
}

extension RunSide {
    /// Whether its address is this machine's own by its name.
    fileprivate var isOnThisMachine: Bool {
        guard plan.target.unixSocket == nil else { return true }
        guard let server = ServerAddress(url: baseURL) else { return false }
        return server.host == "localhost" || server.host == "::1"
            || (server.isNumeric && server.host.hasPrefix("127."))
    }
}
