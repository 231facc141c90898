package io.jenkins.plugins.runpod.cli;

public final class Main {
    private Main() {}

    public static void main(String[] args) {}
}
