package io.jenkins.plugins.runpod.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the jar's manifest carries. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Main.class.getPackage().getImplementationVersion();
        return new String[] {"run-pod " + (version == null ? "(not packaged)" : version)};
    }
}
