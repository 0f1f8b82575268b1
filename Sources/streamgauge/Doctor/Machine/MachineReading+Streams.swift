import Engine
import Reporting

extension MachineReading {
    /// How many streams that take `need` each this machine has room for.
    func room(for need: StreamRoom.Need) -> StreamRoom {
        StreamRoom(
            need, hardDescriptors: descriptors.hard, ports: localPorts?.count,
            memoryLeft: memoryLeft, processors: processorShare)
    }

    /// Processors that this process may use.
    private var processorShare: Double {
        min(Double(processors), quota.processors ?? Double(processors))
    }

    /// The bound that is met first, beside the others.
    func streamFinding(_ streams: Int, _ need: StreamRoom.Need) -> Finding? {
        let room = room(for: need)
        guard let least = room.least else { return nil }
        let bounds = [
            room.descriptors.map { "descriptors \(QuantityFormat.count($0))" },
            room.localPorts.map { "local ports \(QuantityFormat.count($0))" },
            room.memory.map { "memory about \(QuantityFormat.count($0))" },
        ].compactMap { $0 }
        var found =
            "up to \(QuantityFormat.count(least.streams)) at a time, by \(words(least.bound))"
        if bounds.count > 1 { found += " (\(bounds.joined(separator: ", ")))" }
        if let carried = room.processors {
            found +=
                "; the processors carry about \(QuantityFormat.count(carried)) at "
                + "\(StreamRoom.chunksPerSecond) chunks a second each"
        }
        if least.streams < streams {
            return Finding(
                .streams, .mend, found,
                cost: "A run of \(QuantityFormat.count(streams)) streams is refused.",
                remedy: remedy(least.bound))
        }
        guard let carried = room.processors, carried < streams else {
            return Finding(.streams, .ok, found)
        }
        return Finding(
            .streams, .note, found,
            cost:
                "With \(QuantityFormat.count(streams)) such streams this client reads late, and a run says so.",
            remedy: "Take more machines (docs/cluster.md); streams of fewer chunks are no matter.")
    }

    private func words(_ bound: StreamRoom.Bound) -> String {
        switch bound {
        case .descriptors: "descriptors"
        case .localPorts: "local ports"
        case .memory: "memory"
        }
    }

    private func remedy(_ bound: StreamRoom.Bound) -> String {
        switch bound {
        case .descriptors:
            "Raise the hard limit of descriptors ('ulimit -Hn'), or take more machines."
        case .localPorts:
            "Widen net.ipv4.ip_local_port_range, or give --source-address or --base-url more than once: each pair of them "
                + "has all ports to itself."
        case .memory:
            "Free memory, or take more machines: a stream takes about \(StreamRoom.bytesPerStream >> 10) KiB."
        }
    }
}
