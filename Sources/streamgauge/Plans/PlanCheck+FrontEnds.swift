import ArgumentParser
import Emulator
import Engine
import Foundation
import RunModel

extension PlanCheck {
    /// - Throws: `ValidationError` where several addresses are no front ends of one API.
    static func validateFrontEnds(_ plan: RunPlan, option: String) throws {
        let target = plan.target
        try require(
            target.otherBaseURLs?.isEmpty != false || target.baseURL != nil,
            "target.other_base_urls stand beside target.base_url, which is missing.")
        guard target.frontEnds > 1 else { return }
        try require(
            target.frontEnds <= TargetPlan.mostFrontEnds,
            "\(option) takes at most \(TargetPlan.mostFrontEnds) addresses.")
        if let twice = target.doubledURL {
            throw ValidationError(
                "\(option): '\(RunPlan.withoutSecrets(url: twice))' is given twice; each address has its turn by itself."
            )
        }
        try require(
            target.unixSocket == nil,
            "--unix-socket has one server behind it; give one \(option).")
        try require(
            plan.against == nil && option != "--against",
            "ab compares two addresses, one a side; give one \(option).")
    }

    /// - Throws: `ValidationError` for what is no address, given twice, or without a meaning.
    static func validateSources(_ plan: RunPlan) throws {
        let addresses = plan.connection.sourceAddresses
        try require(
            plan.connection.otherSourceAddresses?.isEmpty != false || !addresses.isEmpty,
            "connection.other_source_addresses stand beside connection.source_address, which is missing."
        )
        let canonical = addresses.map(ServerAddress.canonical)
        for (place, address) in addresses.enumerated() {
            try require(
                LocalAddress.isAddress(address),
                "--source-address: '\(address)' is no IP address; write one of this machine's, like 192.0.2.7."
            )
            try require(
                canonical.count { $0 == canonical[place] } == 1,
                "--source-address: '\(address)' is given twice; each address has its turn by itself."
            )
        }
        try require(
            addresses.isEmpty || plan.target.unixSocket == nil,
            "--source-address: a Unix socket has no addresses.")
    }

    /// What can only be tried on the machine that runs the plan, which looks the targets' names up.
    ///
    /// - Throws: `ValidationError` for an address that is not this machine's, or of another family than a target's.
    static func tryOut(_ plan: RunPlan) throws {
        let sources = plan.connection.sourceAddresses
        for address in sources {
            try require(
                LocalAddress.isOfThisMachine(address),
                "--source-address: '\(address)' is no address of this machine, or no connection may come from it; "
                    + "'ip -brief address' lists those that are.")
        }
        // What stands behind a proxy is not reached from here.
        guard !sources.isEmpty, EnvironmentProxy.of(plan.target) == nil else { return }
        let emulator = [EmulatorConfiguration().host]
        let hosts = plan.target.baseURLs.compactMap { ServerAddress(url: $0)?.host }
        for host in hosts.isEmpty ? emulator : hosts {
            for source in sources {
                try require(
                    LocalAddress.canReach(host, from: source),
                    "--source-address: '\(source)' and '\(host)' are of different families, IPv4 and IPv6, so that no "
                        + "connection from the one reaches the other; all sources and targets have to be of one."
                )
            }
        }
    }
}
