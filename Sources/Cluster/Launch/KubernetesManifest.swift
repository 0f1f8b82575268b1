extension LaunchPlan {
    /// A headless Service, the plan as a ConfigMap, a Secret to be made beforehand, and an Indexed Job, whose pods number
    /// themselves. Records go to a volume that all pods write; `merge` reads them there.
    package func kubernetes(planText: String, image: String, claim: String) -> String {
        let indented = planText.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .map { $0.isEmpty ? "" : "    " + $0 }.joined(separator: "\n")
        return """
            # kubectl create secret generic \(name) --from-literal=secret=$(openssl rand -hex 16) --from-literal=key="$\(keyVariable)"
            # Each run wants a --name of its own: its records lie under it. kubectl apply -f this; kubectl wait --for=condition=complete job/\(name) --timeout=1h
            # streamgauge merge RECORDS/\(name)/shard-* --out whole   where the volume is mounted; see docs/cluster.md
            apiVersion: v1
            kind: Service
            metadata:
              name: \(name)
            spec:
              clusterIP: None
              # The first shard is looked for before it is ready for anything else.
              publishNotReadyAddresses: true
              selector:
                job-name: \(name)
              ports:
                - name: rendezvous
                  port: 7777
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: \(name)
            data:
              plan.yaml: |2
            \(indented)
            ---
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: \(name)
            spec:
              completionMode: Indexed
              completions: \(shards)
              parallelism: \(shards)
              # A shard that begins again begins too late, and one that fails does not end the others.
              backoffLimitPerIndex: 0
              maxFailedIndexes: \(shards)
              template:
                metadata:
                  labels:
                    job-name: \(name)
                spec:
                  subdomain: \(name)
                  restartPolicy: Never
                  topologySpreadConstraints:
                    - maxSkew: 1
                      topologyKey: kubernetes.io/hostname
                      whenUnsatisfiable: ScheduleAnyway
                      labelSelector:
                        matchLabels:
                          job-name: \(name)
                  containers:
                    - name: streamgauge
                      image: \(image)
                      command: ["/bin/sh", "-c"]
                      args:
                        - exec streamgauge run /plan/plan.yaml --quiet\(address) --out /records/\(name)/shard-$((JOB_COMPLETION_INDEX + 1))
                      env:
                        - name: STREAMGAUGE_SHARDS
                          value: "\(shards)"
                        - name: STREAMGAUGE_RENDEZVOUS
                          value: \(name)-0.\(name):7777
                        - name: STREAMGAUGE_SECRET
                          valueFrom:
                            secretKeyRef: {name: \(name), key: secret}
                        - name: \(keyVariable)
                          valueFrom:
                            secretKeyRef: {name: \(name), key: key, optional: true}
                      ports:
                        - containerPort: 7777
                      resources:
                        requests: {cpu: "1", memory: 512Mi}
                      volumeMounts:
                        - {name: plan, mountPath: /plan}
                        - {name: records, mountPath: /records}
                  volumes:
                    - name: plan
                      configMap: {name: \(name)}
                    - name: records
                      persistentVolumeClaim: {claimName: \(claim)}

            """
    }
}
