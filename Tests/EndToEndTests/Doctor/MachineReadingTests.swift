import Reporting
import Testing

@testable import streamgauge

/// What is made of the kernel's texts.
@Suite struct MachineReadingTests {
    private func files(_ texts: [String: String]) -> SystemFiles {
        SystemFiles(
            text: { texts[$0] },
            names: { folder in
                Set(
                    texts.keys.filter { $0.hasPrefix(folder + "/") }
                        .map { String($0.dropFirst(folder.count + 1).prefix { $0 != "/" }) }
                ).sorted()
            })
    }

    private func finding(_ check: Check, _ reading: MachineReading, streams: Int = 100) -> Finding?
    {
        reading.findings(streams: streams).first { $0.check == check }
    }

    @Test func `the tightest quota of a group and its parents holds`() {
        let quota = CPUQuota(
            files([
                "/proc/self/cgroup": "0::/kube/pod\n",
                "/sys/fs/cgroup/kube/pod/cpu.max": "max 100000\n",
                "/sys/fs/cgroup/kube/cpu.max": "150000 100000\n",
                "/sys/fs/cgroup/kube/cpu.stat": "nr_periods 40\nnr_throttled 7\nthrottled_usec 9\n",
            ]))
        #expect(quota == CPUQuota(processors: 1.5, throttledPeriods: 7, periods: 40))
    }

    @Test func `a container sees its group at the root`() {
        let quota = CPUQuota(
            files(["/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "50000 100000\n"]))
        #expect(quota.processors == 0.5)
    }

    @Test func `version 1 of control groups is read too`() {
        let quota = CPUQuota(
            files([
                "/proc/self/cgroup": "9:name=systemd:/\n4:cpu,cpuacct:/job\n",
                "/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us": "200000\n",
                "/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us": "100000\n",
                "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1\n",
                "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
            ]))
        #expect(quota.processors == 2)
    }

    @Test(arguments: ["", "0::/a\n", "garbage", "0::/a:b\n1:cpu\n"])
    func `without files there is no quota`(groups: String) {
        #expect(CPUQuota(files(["/proc/self/cgroup": groups])) == CPUQuota())
    }

    @Test func `stolen and idle time are shares of what passed`() throws {
        let first = try #require(ProcessorTimes("cpu  100 0 100 700 100 0 0 0 0 0\ncpu0 1\n"))
        let later = try #require(ProcessorTimes("cpu  110 0 110 740 120 0 0 20 5 0\n"))
        let shares = try #require(later.shares(since: first))
        #expect(shares.stolen == 0.2 && shares.idle == 0.6)
        #expect(first.shares(since: first) == nil)
        #expect(ProcessorTimes("intr 1 2 3") == nil && ProcessorTimes("cpu  1 2") == nil)
    }

    @Test func `governors, clock and ports are read from their files`() throws {
        var reading = MachineReading(
            files([
                "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "powersave\n",
                "/sys/devices/system/cpu/cpu0/cpufreq/scaling_driver": "intel_pstate\n",
                "/sys/devices/system/cpu/cpu1/cpufreq/scaling_governor": "powersave\n",
                "/sys/devices/system/cpu/cpufreq/boost": "1\n",
                "/sys/devices/system/clocksource/clocksource0/current_clocksource": "hpet\n",
                "/sys/devices/system/clocksource/clocksource0/available_clocksource": "tsc hpet\n",
                "/proc/sys/net/ipv4/ip_local_port_range": "32768\t60999\n",
            ]))
        #expect(reading.governors == ["powersave"])
        #expect(reading.localPorts == 32768...60999)
        #expect(finding(.cpuGovernor, reading)?.found == "powersave (intel_pstate)")
        #expect(finding(.clockSource, reading)?.state == .note)
        #expect(finding(.clockSource, reading)?.remedy?.contains("echo tsc") == true)
        #expect(finding(.localPorts, reading, streams: 28_232)?.state == .note)
        #expect(finding(.localPorts, reading, streams: 28_233)?.state == .mend)
        reading.governors = ["performance"]
        reading.clockSource = "tsc"
        #expect(finding(.cpuGovernor, reading)?.state == .ok)
        #expect(finding(.clockSource, reading)?.state == .ok)
    }

    @Test func `descriptors are compared with what the streams want`() {
        var reading = MachineReading(files([:]))
        reading.descriptors = (1024, 4096)
        #expect(finding(.descriptors, reading, streams: 3_968)?.state == .ok)
        #expect(finding(.descriptors, reading, streams: 3_969)?.state == .mend)
        #expect(finding(.descriptors, reading, streams: 3_969)?.remedy?.contains("4097") == true)
        // What the kernel does not tell is not judged.
        #expect(finding(.localPorts, reading) == nil && finding(.cpuSteal, reading) == nil)
    }

    @Test func `quota, steal and load are told where they matter`() {
        var reading = MachineReading(files([:]))
        reading.processors = 4
        reading.quota = CPUQuota(processors: 0.5)
        (reading.stolenShare, reading.idleShare) = (0.12, 0.05)
        #expect(finding(.cpuQuota, reading)?.state == .mend)
        #expect(finding(.cpuSteal, reading)?.state == .note)
        #expect(finding(.cpuFree, reading)?.state == .note)
        reading.quota = CPUQuota(processors: 2)
        #expect(finding(.cpuQuota, reading)?.state == .note)
        reading.quota = CPUQuota(processors: 4)
        #expect(finding(.cpuQuota, reading)?.state == .ok)
    }

    @Test func `faults of libcurl that touch every run are to be mended`() {
        var reading = MachineReading(files([:]))
        reading.libraryFaults = ["a"]
        #expect(finding(.library, reading)?.state == .note)
        reading.gravestFaults = ["a"]
        #expect(finding(.library, reading)?.state == .mend)
    }
}
