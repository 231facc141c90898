/** What tests of all packages use. No Jenkins type is imported here, because the standalone build compiles it, too. */
package io.jenkins.plugins.runpod.testing;
