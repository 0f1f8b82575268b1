/// What the machine took from its supply while a run was measured, by the processor's own counters: a member of
/// manifest.json where it was asked for.
package struct EnergyUse: Codable, Sendable, Equatable {
    /// One counter, such as `package-0` or `dram`.
    package struct Domain: Codable, Sendable, Equatable {
        package var name: String
        package var joules: Double

        package init(name: String, joules: Double) {
            self.name = name
            self.joules = joules
        }
    }

    /// Over how long it was counted.
    package var seconds: Double
    /// Empty where it is not known.
    package var domains: [Domain]
    /// Why nothing is known.
    package var reason: String?

    package init(seconds: Double = 0, domains: [Domain] = [], reason: String? = nil) {
        self.seconds = seconds
        self.domains = domains
        self.reason = reason
    }

    /// Of the packages and what lies outside of them, which hold the others. Nil where it is not known.
    package var joules: Double? {
        domains.isEmpty ? nil : domains.reduce(0) { $0 + $1.joules }
    }
}
