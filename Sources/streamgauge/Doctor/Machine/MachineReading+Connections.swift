import Engine
import Reporting

extension MachineReading {
    /// What is found of the machine, for a run of `streams` streams at a time that take `need` each.
    func findings(streams: Int, need: StreamRoom.Need = StreamRoom.Need()) -> [Finding] {
        [
            systemFinding, environmentFinding, stamps, descriptorFinding(streams, need),
            portFinding(streams, need), streamFinding(streams, need), clockFinding, clockKeeping,
            governorFinding, quotaFinding,
            memoryFinding, diskFinding, libraryFinding, authorityFinding,
        ].compactMap { $0 } + loadFindings
    }

    private var stamps: Finding {
        guard !hasKernelStamps else {
            return Finding(.kernelStamps, .ok, "each chunk bears the time the kernel received it")
        }
        return Finding(
            .kernelStamps, .mend, "this kernel gives no receive times (SO_TIMESTAMPNS)",
            cost: "Chunks bear the time at which this program woke up; with many streams that is "
                + "milliseconds late.",
            remedy:
                "Run on Linux itself: sandboxes that stand in for the kernel, such as gVisor, give none."
        )
    }

    private func descriptorFinding(_ streams: Int, _ need: StreamRoom.Need) -> Finding {
        let needed = streams * need.descriptors + StreamRoom.spareDescriptors
        let (soft, hard) = descriptors
        let limits =
            "\(QuantityFormat.count(soft)) in force, up to \(QuantityFormat.count(hard)) allowed"
        guard needed > hard else {
            let raised = needed > soft ? "; a run raises its own limit" : ""
            return Finding(.descriptors, .ok, "\(limits)\(raised)")
        }
        return Finding(
            .descriptors, .mend, "\(limits); \(QuantityFormat.count(needed)) are wanted",
            cost: "A run of \(QuantityFormat.count(streams)) streams is refused.",
            remedy:
                "Raise the hard limit: 'ulimit -Hn \(needed)' as root, LimitNOFILE= of a systemd unit, or "
                + "--ulimit nofile=\(needed) of a container.")
    }

    private func portFinding(_ streams: Int, _ need: StreamRoom.Need) -> Finding? {
        guard let localPorts, let places = need.places else { return nil }
        let count = localPorts.count * places
        let whom = places == 1 ? "one address" : "\(places) pairs of addresses"
        let range =
            "\(QuantityFormat.count(count)) to \(whom) (\(localPorts.lowerBound) to \(localPorts.upperBound))"
        let widen = "Widen net.ipv4.ip_local_port_range, such as to '10240 65535'."
        if count < streams {
            return Finding(
                .localPorts, .mend, range,
                cost: "A run of \(QuantityFormat.count(streams)) streams is refused.", remedy: widen
            )
        }
        // A closed connection keeps its port for a minute (TCP_TIMEWAIT_LEN).
        let perSecond = count / 60
        guard count < streams * 4 else {
            return Finding(.localPorts, .ok, range)
        }
        return Finding(
            .localPorts, .note, range,
            cost:
                "With --fresh-connections no more than about \(QuantityFormat.count(perSecond)) requests a "
                + "second, since a closed connection keeps its port for a minute.", remedy: widen)
    }

    private var libraryFinding: Finding {
        guard !libraryFaults.isEmpty else {
            return Finding(.library, .ok, "\(library), without known faults that matter here")
        }
        let isGrave = !gravestFaults.isEmpty
        return Finding(
            .library, isGrave ? .mend : .note,
            "\(library) has known faults: \(libraryFaults.joined(separator: "; "))",
            cost: isGrave
                ? "Every run may be wrong."
                : "Only runs with --http2; HTTP/1.1, the default, is not touched.",
            remedy: isGrave
                ? "Use another libcurl." : "Leave --http2 out, or use a newer libcurl.")
    }
}
