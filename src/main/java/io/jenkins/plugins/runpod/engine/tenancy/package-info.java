/** Only one of several controllers with the same identity changes anything in a namespace: the one that holds its lease. */
package io.jenkins.plugins.runpod.engine.tenancy;
