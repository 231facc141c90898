package io.jenkins.plugins.runpod.engine.spec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a parameter of a task. It stands on the field that holds the value, and the name of the field is the name of the parameter.
 * The form, its checks, the expansion in freestyle builds, the options of the command line and the reference are made of it.
 *
 * @see ParameterField
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Parameter {
    /** The label of its field in the form. */
    String title();

    /** How it is written. */
    ParameterKind kind();

    /** Where it stands in the form. */
    ParameterSection section();

    /** What stands for its value in the help of the command line: {@code NAME}. */
    String label() default "";

    /** What the help of the command line says about it. The help of the form is a file, and longer. */
    String summary() default "";

    /** A further option of the command line: {@code -n}. */
    String letter() default "";

    /** All values of a {@link ParameterKind#CHOICE}. Suggestions for a {@link ParameterKind#TEXT}. */
    String[] values() default {};

    /** The largest number of a {@link ParameterKind#COUNT}. The smallest is 1. */
    int most() default Integer.MAX_VALUE;

    /** Parameters that a check of this one has to know. */
    String[] checkedWith() default {};

    /** Whether the variables of a freestyle build are replaced in it. In a map only the values are expanded. */
    Expansion expansion() default Expansion.NONE;

    /** Whether {@code onRetry} can give it another value for the pods after the first one. */
    boolean changesOnRetry() default false;

    /** A parameter that cannot be given together with this one. */
    String excludes() default "";

    /** The map of maps of a Pipeline script that this one is an entry of. */
    String partOf() default "";

    /** The parameter before this one in the form, where that is declared in another class. */
    String after() default "";
}
