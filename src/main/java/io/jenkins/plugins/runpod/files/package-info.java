/**
 * Files of a task in Jenkins: where its inputs come from and where its outputs go. {@link io.jenkins.plugins.runpod.files.PodInput} and
 * {@link io.jenkins.plugins.runpod.files.PodOutput} are open to other plugins.
 */
package io.jenkins.plugins.runpod.files;
