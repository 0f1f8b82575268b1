/// One thing that was looked at, of the machine or of a target: how it is, what that costs and what to do.
package struct Finding: Codable, Sendable, Equatable {
    package enum State: String, Codable, Sendable, CaseIterable {
        case ok
        /// To be known; nothing has to be done.
        case note
        /// To be mended: numbers would be wrong, or a run would not come about.
        case mend
    }

    package enum Area: String, Codable, Sendable, CaseIterable {
        case machine
        case target
    }

    package let area: Area
    package let check: Check
    package let state: State
    /// One line.
    package let found: String
    /// What it does to numbers or runs; absent where it does nothing.
    package let cost: String?
    /// Absent where nothing is to be done.
    package let remedy: String?

    /// Of servers' words too: what could move a terminal's cursor is left out.
    package init(
        _ check: Check, _ state: State, _ found: String, cost: String? = nil, remedy: String? = nil
    ) {
        area = check.area
        self.check = check
        self.state = state
        self.found = TerminalText.harmless(found)
        self.cost = cost.map(TerminalText.harmless)
        self.remedy = remedy.flatMap { $0.isEmpty ? nil : TerminalText.harmless($0) }
    }
}

/// What is looked at, in the order in which it is told. The labels are stable.
package enum Check: String, Codable, Sendable, CaseIterable {
    case system
    case environment
    case kernelStamps = "kernel_stamps"
    case descriptors
    case localPorts = "local_ports"
    case streams
    case clockSource = "clock_source"
    case clockKept = "clock_kept"
    case cpuGovernor = "cpu_governor"
    case cpuQuota = "cpu_quota"
    case cpuSteal = "cpu_steal"
    case cpuFree = "cpu_free"
    case memory
    case disk
    case library
    case authorities
    case calibration

    case name
    case proxy
    case connection
    case frontEnds = "front_ends"
    case tls
    case httpVersion = "http_version"
    case server
    case models
    case answers
    case streaming
    case keepAlive = "keep_alive"
    case usage
    case limitHeaders = "limit_headers"
    case serverClock = "server_clock"

    var area: Finding.Area { self < .name ? .machine : .target }

    /// In the left column of the list.
    var title: String {
        switch self {
        case .kernelStamps: "kernel stamps"
        case .localPorts: "local ports"
        case .frontEnds: "front ends"
        case .clockSource: "clock"
        case .clockKept: "clock kept"
        case .cpuGovernor: "CPU governor"
        case .cpuQuota: "CPU quota"
        case .cpuSteal: "CPU steal"
        case .cpuFree: "CPU free"
        case .library: "libcurl"
        case .tls: "TLS"
        case .httpVersion: "HTTP"
        case .keepAlive: "keep-alive"
        case .limitHeaders: "limit headers"
        case .serverClock: "server clock"
        default: rawValue
        }
    }
}

extension Check: Comparable {
    package static func < (left: Check, right: Check) -> Bool { left.place < right.place }

    private var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
